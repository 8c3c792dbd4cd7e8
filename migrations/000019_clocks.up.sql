ALTER TABLE handoffs
	ADD COLUMN owner_due_at   timestamptz,
	ADD COLUMN owner_wall     bigint,
	ADD COLUMN owner_business bigint,
	ADD COLUMN held_since     timestamptz,
	ADD COLUMN held_business  bigint NOT NULL DEFAULT 0,
	ADD COLUMN waits_until    timestamptz,
	ADD COLUMN marks          jsonb NOT NULL DEFAULT '[]',
	ADD COLUMN remind_at      timestamptz;
COMMENT ON COLUMN handoffs.owner_due_at IS 'When the clock of the present owner runs out; it begins anew with each owner, due_at does not.';
COMMENT ON COLUMN handoffs.owner_business IS 'Working seconds that the owner who decided took since they got the lead; owner_wall are those on the wall.';
COMMENT ON COLUMN handoffs.held_business IS 'Working seconds that it waited with those who had it before the present holder, each in their own hours; held_since is when the present one got it.';
COMMENT ON COLUMN handoffs.waits_until IS 'A date that the lead named: the clocks stand until then.';
COMMENT ON COLUMN handoffs.marks IS 'When each clock is heard next: [{"clock": "owner", "level": 80, "at": …}]. Those of a clock that does not run are passed over.';
COMMENT ON COLUMN handoffs.remind_at IS 'The first of the marks of the clocks that run, NULL when there is none; -infinity while they have not been worked out.';

-- What was late before there were reminders is not announced afterwards.
UPDATE handoffs SET remind_at = '-infinity'
WHERE verdict IS NULL AND due_at > now()
	OR verdict = 'accepted' AND contacted_at IS NULL AND outcome IS NULL AND contact_due_at > now();
ALTER TABLE handoffs ALTER COLUMN remind_at SET DEFAULT '-infinity';
CREATE INDEX handoffs_to_remind ON handoffs (remind_at) WHERE remind_at IS NOT NULL;
CREATE INDEX handoffs_uncontacted ON handoffs (owner_id, contact_due_at, id) INCLUDE (verdict_at, team_id, waits_until)
	WHERE verdict = 'accepted' AND contacted_at IS NULL AND outcome IS NULL;

CREATE TABLE reminders (
	handoff_id bigint NOT NULL REFERENCES handoffs,
	clock      text   NOT NULL CONSTRAINT reminders_clock_is_known CHECK (clock IN ('decide', 'owner', 'contact')),
	started_at timestamptz NOT NULL,
	level      smallint NOT NULL CONSTRAINT reminders_level_is_known CHECK (level IN (50, 80, 100)),
	holder_id  bigint REFERENCES people,
	at         timestamptz NOT NULL,
	PRIMARY KEY (handoff_id, clock, started_at, level)
);
COMMENT ON TABLE reminders IS 'Which levels of each run of a clock were reminded of, and who held the lead then; nobody while it was in the pool. The key lets each be kept once only, however many nodes look.';

CREATE TABLE breaches (
	handoff_id bigint NOT NULL REFERENCES handoffs,
	clock      text   NOT NULL CONSTRAINT breaches_clock_is_known CHECK (clock IN ('decide', 'owner', 'contact')),
	started_at timestamptz NOT NULL,
	due_at     timestamptz NOT NULL,
	holder_id  bigint REFERENCES people,
	team_id    bigint NOT NULL REFERENCES teams,
	at         timestamptz NOT NULL,
	PRIMARY KEY (handoff_id, clock, started_at),
	CONSTRAINT breaches_after_due CHECK (at >= due_at)
);
COMMENT ON TABLE breaches IS 'Clocks that ran out, with who held the lead then, nobody for the pool. at is when that was noticed, by a job or by whoever came too late.';
CREATE INDEX breaches_by_holder ON breaches (holder_id, due_at);
CREATE INDEX breaches_by_time ON breaches (due_at);
