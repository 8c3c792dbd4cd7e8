ALTER TRIGGER policy_changed ON team_days RENAME TO books_changed;
ALTER TRIGGER policy_changed ON assignment_sets RENAME TO books_changed;
ALTER TRIGGER policy_changed ON absences RENAME TO books_changed;
ALTER TRIGGER policy_changed ON personas RENAME TO books_changed;
ALTER TRIGGER policy_changed ON campaigns RENAME TO books_changed;
ALTER TRIGGER policy_changed ON sources RENAME TO books_changed;
ALTER TRIGGER policy_changed ON field_notes RENAME TO books_changed;
ALTER TRIGGER policy_changed ON memberships RENAME TO books_changed;
ALTER TRIGGER policy_changed ON people RENAME TO books_changed;
ALTER TRIGGER policy_changed ON teams RENAME TO books_changed;
ALTER TRIGGER policy_changed ON installation RENAME TO books_changed;
ALTER TRIGGER policy_changed ON assignment_rules RENAME TO books_changed;
ALTER TRIGGER policy_changed ON scorings RENAME TO books_changed;
ALTER TRIGGER policy_changed ON reasons RENAME TO books_changed;
ALTER TRIGGER policy_changed ON agreements RENAME TO books_changed;

ALTER FUNCTION policy_changed() RENAME TO books_changed;
CREATE OR REPLACE FUNCTION books_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE installation SET books_version = books_version + 1;
	RETURN NULL;
END $$;

ALTER TABLE installation DROP books_version;
ALTER TABLE installation RENAME policy_version TO books_version;
COMMENT ON TABLE installation IS 'The company: one row. books_version counts every change of the rules, calendars and catalogues that a node may keep in memory.';
