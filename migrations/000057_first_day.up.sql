-- The checklist of a company's first day can be put aside before all of it is done, and taken up again.
CREATE TABLE first_day_asides (
	id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	at       timestamptz NOT NULL,
	by_id    bigint NOT NULL REFERENCES people,
	ended_at timestamptz CONSTRAINT first_day_asides_end_after_they_begin CHECK (ended_at >= at)
);
COMMENT ON TABLE first_day_asides IS 'When an admin put the checklist of the first day aside, and until when: while one has no end, it is not the first page.';
CREATE UNIQUE INDEX first_day_asides_one_at_a_time ON first_day_asides ((true)) WHERE ended_at IS NULL;
