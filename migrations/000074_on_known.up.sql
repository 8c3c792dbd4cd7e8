ALTER TABLE imports
	ADD COLUMN known text NOT NULL DEFAULT '' CONSTRAINT imports_known_named CHECK (known IN ('', 'overwrite', 'touch', 'skip')),
	ADD COLUMN completed int NOT NULL DEFAULT 0,
	ADD COLUMN skipped int NOT NULL DEFAULT 0;
COMMENT ON COLUMN imports.known IS 'What a row does to a known lead; empty: it fills in what the lead lacks.';
COMMENT ON COLUMN imports.completed IS 'Rows that changed a known lead. Before this column they were counted in touched.';
