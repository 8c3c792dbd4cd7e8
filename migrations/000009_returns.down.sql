ALTER TABLE reasons DROP COLUMN needs_date;
UPDATE handoffs SET outcome = NULL, outcome_by = NULL, outcome_at = NULL WHERE outcome = 'recycled';
ALTER TABLE handoffs
	DROP COLUMN overturned_at,
	DROP CONSTRAINT handoffs_outcome_is_known,
	ADD CONSTRAINT handoffs_outcome_is_known CHECK (outcome IN ('disqualified', 'won', 'lost'));
DROP TABLE undone_outcomes, recyclings, disputes;
