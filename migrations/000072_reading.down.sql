ALTER TABLE imports DROP COLUMN reading;
