-- What forecasts of goals are made of is learned by a job and read by every page that shows goals.
CREATE TABLE goal_outlooks (
	team_id bigint PRIMARY KEY,
	at      timestamptz NOT NULL,
	outlook jsonb NOT NULL
);
COMMENT ON TABLE goal_outlooks IS 'What the past tells of what is to come, for everybody (team 0) and for each team: the season, the flow of leads, the rates of each stage by age, and how past forecasts came out. Learned anew by the hour; nothing is lost with it.';
-- Who is on the way is counted by the day of handing over; what is settled is not in here.
CREATE INDEX handoffs_in_flight ON handoffs (submitted_at) INCLUDE (verdict, verdict_at, qualified_at, team_id, marketing_team_id)
	WHERE outcome IS NULL AND (verdict IS NULL OR verdict = 'accepted');
