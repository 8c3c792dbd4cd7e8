ALTER TABLE sent_forms ADD COLUMN digest bytea;
COMMENT ON COLUMN sent_forms.digest IS 'A digest of what the form said, so that a form that is corrected and sent again is no repeat. NULL where the program before this kept it: any content counts as a repeat.';
