-- The number counts changes of the policy. The program before this one reads it by its old name and does not write it.
ALTER TABLE installation RENAME books_version TO policy_version;
ALTER TABLE installation ADD books_version bigint GENERATED ALWAYS AS (policy_version) STORED;
COMMENT ON TABLE installation IS 'The company: one row. policy_version counts every change of the rules, calendars and catalogues that a node may keep in memory.';
COMMENT ON COLUMN installation.books_version IS 'policy_version by its old name, for the program before the one that renamed it.';

ALTER FUNCTION books_changed() RENAME TO policy_changed;
CREATE OR REPLACE FUNCTION policy_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE installation SET policy_version = policy_version + 1;
	RETURN NULL;
END $$;
ALTER TRIGGER books_changed ON agreements RENAME TO policy_changed;
ALTER TRIGGER books_changed ON reasons RENAME TO policy_changed;
ALTER TRIGGER books_changed ON scorings RENAME TO policy_changed;
ALTER TRIGGER books_changed ON assignment_rules RENAME TO policy_changed;
ALTER TRIGGER books_changed ON installation RENAME TO policy_changed;
ALTER TRIGGER books_changed ON teams RENAME TO policy_changed;
ALTER TRIGGER books_changed ON people RENAME TO policy_changed;
ALTER TRIGGER books_changed ON memberships RENAME TO policy_changed;
ALTER TRIGGER books_changed ON field_notes RENAME TO policy_changed;
ALTER TRIGGER books_changed ON sources RENAME TO policy_changed;
ALTER TRIGGER books_changed ON campaigns RENAME TO policy_changed;
ALTER TRIGGER books_changed ON personas RENAME TO policy_changed;
ALTER TRIGGER books_changed ON absences RENAME TO policy_changed;
ALTER TRIGGER books_changed ON assignment_sets RENAME TO policy_changed;
ALTER TRIGGER books_changed ON team_days RENAME TO policy_changed;
