DROP INDEX handoffs_open_of_personas;

ALTER TABLE personas
	DROP COLUMN condition,
	DROP COLUMN required,
	DROP COLUMN speak,
	DROP COLUMN say,
	DROP COLUMN avoid;
