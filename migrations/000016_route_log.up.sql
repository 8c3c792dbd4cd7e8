ALTER TABLE routes
	ADD COLUMN passed jsonb   NOT NULL DEFAULT '[]',
	ADD COLUMN nobody boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN routes.passed IS 'Rules that held and were passed over all the same, and why.';
COMMENT ON COLUMN routes.nobody IS 'The lead waits in a pool though it was meant for somebody: a manager has to look.';
DROP INDEX routes_by_time;
CREATE INDEX routes_by_time ON routes (at, handoff_id);
CREATE INDEX routes_by_rule ON routes (rule_id, at, handoff_id) WHERE rule_id IS NOT NULL;
CREATE INDEX routes_by_team ON routes (team_id, at, handoff_id);
CREATE INDEX routes_by_person ON routes (person_id, at, handoff_id) WHERE person_id IS NOT NULL;

CREATE TABLE credits (
	handoff_id bigint PRIMARY KEY REFERENCES handoffs,
	person_id  bigint NOT NULL REFERENCES people,
	by_id      bigint NOT NULL REFERENCES people,
	at         timestamptz NOT NULL
);
COMMENT ON TABLE credits IS 'Rejected handoffs that do not count in the share of who had them, as a manager agreed.';
