ALTER TABLE imports ADD COLUMN reading jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN imports.reading IS 'How the file is read where somebody chose it: encoding, delimiter, line of the heading, sheet. What is absent is found out from the file.';
