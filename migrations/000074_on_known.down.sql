UPDATE imports SET touched = touched + completed;
ALTER TABLE imports DROP COLUMN known, DROP COLUMN completed, DROP COLUMN skipped;
