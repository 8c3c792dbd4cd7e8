DROP INDEX handoffs_won;
DROP INDEX handoffs_qualified;
DROP INDEX handoffs_again;
DROP TRIGGER handoffs_keep_again_at ON handoffs;
DROP FUNCTION keep_again_at();
ALTER TABLE handoffs DROP COLUMN again_at;
