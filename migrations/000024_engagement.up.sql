-- Every version of the scoring gets the engagement that Baton ships with; what it says of fit stays. The program before reads past it.
UPDATE scorings SET rules = rules || '{
	"groups": [
		{"words": "Wrote back", "kinds": ["reply"], "points": 25, "cap": 50, "half_life": 14},
		{"words": "Filled in a form", "kinds": ["form"], "points": 20, "cap": 40, "half_life": 14},
		{"words": "Met us at an event", "kinds": ["event"], "points": 20, "cap": 40, "half_life": 14},
		{"words": "Took part in a webinar", "kinds": ["webinar"], "points": 15, "cap": 30, "half_life": 14},
		{"words": "Visited our pages", "kinds": ["visit"], "points": 3, "cap": 15, "half_life": 14}
	],
	"levels": {"1": 45, "2": 25, "3": 10},
	"explore": 2
}' WHERE NOT rules ? 'groups';
UPDATE scoring_drafts SET rules = rules || (SELECT jsonb_build_object('groups', s.rules -> 'groups', 'levels', s.rules -> 'levels', 'explore', s.rules -> 'explore')
	FROM scorings s WHERE s.version = began) WHERE NOT rules ? 'groups';

ALTER TABLE handoffs
	ADD COLUMN engagement smallint NOT NULL DEFAULT 0 CONSTRAINT handoffs_engagement_never_negative CHECK (engagement >= 0),
	ADD COLUMN level smallint CONSTRAINT handoffs_level_is_known CHECK (level BETWEEN 1 AND 4),
	ADD COLUMN engaged jsonb NOT NULL DEFAULT '[]',
	ADD COLUMN scored_at timestamptz,
	ADD COLUMN explored boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN handoffs.level IS 'How engaged the lead is, 1 the most; nobody worked that out for what is older than engagement.';
COMMENT ON COLUMN handoffs.scored_at IS 'When the score was worked out last; at submission where it is not set. The scores before are in scores.';
COMMENT ON COLUMN handoffs.explored IS 'Let through at random, though it lacked the score that the definition asks for.';

CREATE TABLE scores (
	id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	lead_id         bigint NOT NULL REFERENCES leads,
	handoff_id      bigint REFERENCES handoffs,
	at              timestamptz NOT NULL,
	cause           text NOT NULL CONSTRAINT scores_cause_is_known CHECK (cause IN ('submitted', 'touched', 'captured', 'edited')),
	scoring_version int  NOT NULL REFERENCES scorings,
	fit             smallint NOT NULL CONSTRAINT scores_fit_range CHECK (fit BETWEEN 0 AND 100),
	grade           text NOT NULL CONSTRAINT scores_grade_is_known CHECK (grade IN ('A', 'B', 'C', 'D')),
	breakdown       jsonb NOT NULL,
	engagement      smallint NOT NULL CONSTRAINT scores_engagement_never_negative CHECK (engagement >= 0),
	level           smallint CONSTRAINT scores_level_is_known CHECK (level BETWEEN 1 AND 4),
	engaged         jsonb NOT NULL
);
COMMENT ON TABLE scores IS 'Scores that were followed by another while the handoff waited, and those of leads that sales did not have to answer. The latest of a handoff stands on its row. Append-only, without personal data.';
CREATE INDEX scores_by_lead ON scores (lead_id, at, id);
