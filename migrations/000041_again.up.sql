-- A report counts a lead once in its period, by the latest handoff of that period. The folded funnel counts handoffs, so a report takes
-- away those after which the lead was handed over again in the same period. again_at says when that was: it answers the question for
-- any period, where a count per month would only answer it for months. Few handoffs have one, and the index holds all that a report needs.
ALTER TABLE handoffs ADD COLUMN again_at timestamptz;
COMMENT ON COLUMN handoffs.again_at IS 'When the lead was handed over the next time: the submitted_at of its next handoff, null for its latest. A trigger keeps it.';

UPDATE handoffs h SET again_at = n.submitted_at FROM handoffs n WHERE n.lead_id = h.lead_id AND n.number = h.number + 1;

-- A trigger, so that the handoffs of imports and of the program version before this one have it too.
CREATE FUNCTION keep_again_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE handoffs SET again_at = NEW.submitted_at
	WHERE lead_id = NEW.lead_id AND number = NEW.number - 1 AND again_at IS DISTINCT FROM NEW.submitted_at;
	RETURN NULL;
END
$$;
CREATE TRIGGER handoffs_keep_again_at AFTER INSERT OR UPDATE OF submitted_at ON handoffs
	FOR EACH ROW WHEN (NEW.number > 1) EXECUTE FUNCTION keep_again_at();

CREATE INDEX handoffs_again ON handoffs (submitted_at)
	INCLUDE (again_at, team_id, marketing_team_id, campaign_id, verdict, overturned_at, reason_id, contacted_at, qualified_at, outcome)
	WHERE again_at IS NOT NULL;

-- What was qualified and won on some days, whenever it was handed over.
CREATE INDEX handoffs_qualified ON handoffs (qualified_at) INCLUDE (lead_id, team_id, marketing_team_id, campaign_id) WHERE qualified_at IS NOT NULL;
CREATE INDEX handoffs_won ON handoffs (outcome_at) INCLUDE (lead_id, team_id, marketing_team_id, campaign_id, won_amount) WHERE outcome = 'won';
