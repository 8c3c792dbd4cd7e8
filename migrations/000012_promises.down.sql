DROP INDEX handoffs_by_outcome_reason, handoffs_by_reason, questions_by_time, handoffs_promises;
