-- What the running month holds against the promises is read from the index alone: leads by grade, first contacts in time.
CREATE INDEX handoffs_promises ON handoffs (submitted_at) INCLUDE (grade, verdict, contact_due_at, contacted_at);
CREATE INDEX questions_by_time ON questions (asked_at) INCLUDE (handoff_id, answered_at);

-- How often each reason was used lately, and whether it ever was; what was given up, by when.
CREATE INDEX handoffs_by_reason ON handoffs (reason_id, submitted_at) WHERE reason_id IS NOT NULL;
CREATE INDEX handoffs_by_outcome_reason ON handoffs (outcome_reason_id, outcome_at) WHERE outcome_reason_id IS NOT NULL;
