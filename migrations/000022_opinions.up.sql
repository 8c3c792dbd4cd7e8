CREATE TABLE opinions (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	handoff_id bigint NOT NULL REFERENCES handoffs,
	grade      text   NOT NULL CONSTRAINT opinions_grade_is_known CHECK (grade IN ('A', 'B', 'C', 'D')),
	words      text   NOT NULL CONSTRAINT opinions_words_length CHECK (length(words) BETWEEN 1 AND 10000),
	by_id      bigint NOT NULL REFERENCES people,
	at         timestamptz NOT NULL
);
COMMENT ON TABLE opinions IS 'Grades that people in sales gave a lead beside the one that was worked out, and why. The latest of a handoff counts.';
CREATE INDEX opinions_by_handoff ON opinions (handoff_id, id);
