DROP TABLE goal_words;
DROP TABLE goal_changes;
DROP INDEX goals_one_for_the_same_thing;
DELETE FROM goals WHERE retired_at IS NOT NULL OR num_nonnulls(person_id, campaign_id, source_id, persona_id, reason_id) > 0;
CREATE UNIQUE INDEX goals_one_for_the_same_thing ON goals (metric, starts_on, ends_on, coalesce(team_id, 0));
ALTER TABLE goals
	DROP CONSTRAINT goals_of_one_at_most,
	DROP COLUMN person_id,
	DROP COLUMN campaign_id,
	DROP COLUMN source_id,
	DROP COLUMN persona_id,
	DROP COLUMN reason_id,
	DROP COLUMN retired_at;
COMMENT ON TABLE goals IS 'Metric, period, scope and target that both teams share. No team means both teams.';
