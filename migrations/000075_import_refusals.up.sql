ALTER TABLE imports ADD COLUMN heading text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN imports.heading IS 'The names of the columns, for the file of refused rows.';
CREATE TABLE import_refusals (
	import_id bigint NOT NULL REFERENCES imports ON DELETE CASCADE,
	line      int    NOT NULL,
	fields    text[] NOT NULL,
	why       text   NOT NULL,
	PRIMARY KEY (import_id, line)
);
COMMENT ON TABLE import_refusals IS 'Rows that an import refused, as they stand in the file: personal data. Deleted 30 days after the import.';
