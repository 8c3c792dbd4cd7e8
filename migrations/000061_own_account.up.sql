-- What people set for themselves, and a name for each of their sessions that is no secret.
ALTER TABLE people
	ADD COLUMN date_order text NOT NULL DEFAULT 'day-month' CONSTRAINT people_date_order_is_known CHECK (date_order IN ('day-month', 'month-day', 'year-month-day')),
	ADD COLUMN clock_12 boolean NOT NULL DEFAULT false,
	ADD COLUMN muted text[] NOT NULL DEFAULT '{}' CONSTRAINT people_muted_is_short CHECK (cardinality(muted) <= 20);
COMMENT ON COLUMN people.date_order IS 'In which order the person reads a date.';
COMMENT ON COLUMN people.clock_12 IS 'The person reads 3:30 pm instead of 15:30.';
COMMENT ON COLUMN people.muted IS 'The kinds of notifications that the person does not get.';

ALTER TABLE sessions ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT sessions_one_per_id UNIQUE;
COMMENT ON COLUMN sessions.id IS 'By which its person ends it from another browser. It lets nobody in.';
