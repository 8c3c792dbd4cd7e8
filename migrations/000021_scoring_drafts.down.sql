DROP TABLE scoring_drafts;
ALTER TABLE scorings
	DROP COLUMN restores,
	DROP COLUMN published_by;
