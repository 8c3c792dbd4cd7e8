DROP FUNCTION sort_key;
