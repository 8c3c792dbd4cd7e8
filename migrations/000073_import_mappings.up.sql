CREATE TABLE import_mappings (
	heading text PRIMARY KEY CONSTRAINT import_mappings_heading_length CHECK (length(heading) <= 100),
	mapping jsonb NOT NULL,
	kept_by bigint REFERENCES people,
	kept_at timestamptz NOT NULL
);
COMMENT ON TABLE import_mappings IS 'What somebody chose for the columns of files, by the hash of their heading, where it is not what Baton guesses.';
