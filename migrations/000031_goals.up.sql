-- A goal is of everybody, or of one team, person, campaign, source or persona. One that is taken away stays, for its history.
ALTER TABLE goals
	ADD COLUMN person_id   bigint REFERENCES people,
	ADD COLUMN campaign_id bigint REFERENCES campaigns,
	ADD COLUMN source_id   bigint REFERENCES sources,
	ADD COLUMN persona_id  bigint REFERENCES personas,
	ADD COLUMN reason_id   bigint REFERENCES reasons,
	ADD COLUMN retired_at  timestamptz,
	ADD CONSTRAINT goals_of_one_at_most CHECK (num_nonnulls(team_id, person_id, campaign_id, source_id, persona_id) <= 1);
COMMENT ON TABLE goals IS 'Metric, period, scope and target that both teams share. No team, person, campaign, source or persona means both teams.';
COMMENT ON COLUMN goals.reason_id IS 'Of a metric that is of one reason to reject.';

DROP INDEX goals_one_for_the_same_thing;
CREATE UNIQUE INDEX goals_one_for_the_same_thing ON goals (metric, starts_on, ends_on, coalesce(team_id, 0), coalesce(person_id, 0), coalesce(campaign_id, 0),
	coalesce(source_id, 0), coalesce(persona_id, 0), coalesce(reason_id, 0)) WHERE retired_at IS NULL;

CREATE TABLE goal_changes (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	goal_id   bigint NOT NULL,
	what      text   NOT NULL CONSTRAINT goal_changes_what_is_known CHECK (what IN ('set', 'changed', 'taken_away', 'brought_back')),
	metric    text   NOT NULL,
	starts_on date   NOT NULL,
	ends_on   date   NOT NULL,
	kind      text   NOT NULL DEFAULT '',
	of_id     bigint NOT NULL DEFAULT 0,
	reason_id bigint NOT NULL DEFAULT 0,
	target    numeric(16, 2) NOT NULL,
	by_id     bigint REFERENCES people,
	at        timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE goal_changes IS 'What each goal said, from when on, and who had it say so. Append-only. goal_id is no foreign key, since the program before this one deletes goals.';
COMMENT ON COLUMN goal_changes.of_id IS 'The team, person, campaign, source or persona that kind names; 0 for both teams.';
CREATE INDEX goal_changes_by_goal ON goal_changes (goal_id, id);

CREATE TABLE goal_words (
	id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	goal_id bigint NOT NULL,
	words   text   NOT NULL CONSTRAINT goal_words_length CHECK (length(words) BETWEEN 1 AND 1000),
	value   numeric(16, 2),
	met     boolean NOT NULL,
	by_id   bigint NOT NULL REFERENCES people,
	at      timestamptz NOT NULL
);
COMMENT ON TABLE goal_words IS 'Why goals whose days are over were met or missed, in one sentence each. Append-only; the latest of a goal counts. goal_id is no foreign key, since the program before this one deletes goals.';
COMMENT ON COLUMN goal_words.value IS 'What the metric was when it was written; NULL where there was nothing to tell. Outcomes move it afterwards.';
CREATE INDEX goal_words_by_goal ON goal_words (goal_id, id);

INSERT INTO goal_changes (goal_id, what, metric, starts_on, ends_on, kind, of_id, target, by_id, at)
SELECT id, 'set', metric, starts_on, ends_on, CASE WHEN team_id IS NULL THEN '' ELSE 'team' END, coalesce(team_id, 0), target, created_by, created_at
FROM goals;
