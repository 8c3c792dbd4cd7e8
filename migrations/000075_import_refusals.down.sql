DROP TABLE import_refusals;
ALTER TABLE imports DROP COLUMN heading;
