CREATE TABLE suggestion_dismissals (
	id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	reason_id    bigint NOT NULL REFERENCES reasons,
	part         text   NOT NULL CONSTRAINT suggestion_dismissals_part_is_known CHECK (part IN ('', 'campaign', 'source', 'persona')),
	part_id      bigint NOT NULL,
	field        text   NOT NULL CONSTRAINT suggestion_dismissals_field_length CHECK (length(field) BETWEEN 1 AND 100),
	condition    jsonb  NOT NULL,
	came_back    int    NOT NULL,
	answered     int    NOT NULL,
	held_back    int    NOT NULL,
	dismissed_by bigint NOT NULL REFERENCES people,
	dismissed_at timestamptz NOT NULL,
	ended_by     bigint REFERENCES people,
	ended_at     timestamptz,
	CONSTRAINT suggestion_dismissals_share_is_one CHECK (came_back BETWEEN 0 AND answered AND held_back >= 0),
	CONSTRAINT suggestion_dismissals_end_by_somebody CHECK ((ended_by IS NULL) = (ended_at IS NULL))
);
CREATE UNIQUE INDEX suggestion_dismissals_one_in_force ON suggestion_dismissals (reason_id, part, part_id, field) WHERE ended_at IS NULL;
COMMENT ON TABLE suggestion_dismissals IS 'A manager does not want a line now that the rejections suggest for the definition: what it is about (reason, part of all leads, field), and how things stood then (came_back of the part of those answered, held_back by the line of those that came back), so that it is told again only when they are clearly worse. In force until it is ended.';
