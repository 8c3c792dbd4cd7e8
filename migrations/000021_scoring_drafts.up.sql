ALTER TABLE scorings
	ADD COLUMN published_by bigint REFERENCES people,
	ADD COLUMN restores int REFERENCES scorings;
COMMENT ON COLUMN scorings.published_by IS 'Who published this version; nobody for what came with Baton.';
COMMENT ON COLUMN scorings.restores IS 'The older version that this one put back.';

CREATE TABLE scoring_drafts (
	person_id  bigint PRIMARY KEY REFERENCES people,
	began      int   NOT NULL REFERENCES scorings,
	rules      jsonb NOT NULL,
	version    int   NOT NULL DEFAULT 0,
	changed_at timestamptz NOT NULL
);
COMMENT ON TABLE scoring_drafts IS 'Rules of fit that a manager is writing: began is the version that was in force when they started, so that what somebody else published meanwhile is seen before it is undone.';
