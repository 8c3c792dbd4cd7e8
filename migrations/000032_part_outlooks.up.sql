CREATE TABLE part_outlooks (
	kind    text     NOT NULL,
	of_id   bigint   NOT NULL,
	role    smallint NOT NULL,
	at      timestamptz NOT NULL,
	outlook jsonb NOT NULL,
	PRIMARY KEY (kind, of_id, role)
);
COMMENT ON TABLE part_outlooks IS 'What goal_outlooks tell of everybody and of teams, of each person, campaign, source and persona that a goal is of. Learned anew by the hour; nothing is lost with it.';
COMMENT ON COLUMN part_outlooks.role IS 'Of a person, which leads are theirs: 0 those they handed over or own, 1 handed over, 2 own, 3 held as time ran out, or own.';
