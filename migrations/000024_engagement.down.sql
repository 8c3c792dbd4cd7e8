DROP TABLE scores;
ALTER TABLE handoffs
	DROP COLUMN engagement,
	DROP COLUMN level,
	DROP COLUMN engaged,
	DROP COLUMN scored_at,
	DROP COLUMN explored;
UPDATE scorings SET rules = rules - 'groups' - 'levels' - 'explore';
UPDATE scoring_drafts SET rules = rules - 'groups' - 'levels' - 'explore';
