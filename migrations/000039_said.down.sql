ALTER TABLE recyclings DROP COLUMN words;
ALTER TABLE attempts DROP COLUMN logged_at;
