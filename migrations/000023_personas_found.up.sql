CREATE INDEX handoffs_of_personas ON handoffs (submitted_at) INCLUDE (persona_id, verdict, overturned_at, outcome, reason_id) WHERE persona_id IS NOT NULL;
