DROP INDEX handoffs_by_outcome;
DROP INDEX handoffs_by_verdict;
ALTER TABLE installation DROP COLUMN win_days;
DROP TABLE estimates;
DROP TABLE models;
DROP TABLE handoff_facts;
