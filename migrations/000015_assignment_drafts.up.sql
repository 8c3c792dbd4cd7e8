CREATE TABLE assignment_sets (
	version      int PRIMARY KEY,
	rules        jsonb  NOT NULL,
	rest_team_id bigint REFERENCES teams,
	turned_on_by bigint REFERENCES people,
	turned_on_at timestamptz NOT NULL
);
COMMENT ON TABLE assignment_sets IS 'Each set of assignment rules that was turned on, as it was then. rest_team_id of the last is the team of leads that no rule speaks for; none leaves it to Baton.';
INSERT INTO assignment_sets (version, rules, turned_on_at)
SELECT 1, coalesce(jsonb_agg(jsonb_build_object('id', id, 'position', position, 'name', name, 'when', condition, 'team', team_id, 'version', version)
	ORDER BY position, id), '[]'), now()
FROM assignment_rules
WHERE retired_at IS NULL;
CREATE TRIGGER books_changed AFTER INSERT OR UPDATE OR DELETE ON assignment_sets FOR EACH STATEMENT EXECUTE FUNCTION books_changed();

CREATE TABLE assignment_drafts (
	person_id  bigint PRIMARY KEY REFERENCES people,
	began      jsonb NOT NULL,
	rules      jsonb NOT NULL,
	changed_at timestamptz NOT NULL,
	version    int   NOT NULL DEFAULT 1
);
COMMENT ON TABLE assignment_drafts IS 'Assignment rules that a manager is writing: began is what was in force when they started, so that a change by somebody else is seen before it is undone.';
