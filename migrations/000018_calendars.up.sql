ALTER TABLE teams ADD COLUMN country text NOT NULL DEFAULT '' CONSTRAINT teams_country_is_a_code CHECK (country ~ '^([A-Z]{2})?$');
COMMENT ON COLUMN teams.country IS 'Whose public holidays the team keeps, as an ISO 3166-1 code; empty for none.';

ALTER TABLE people ADD COLUMN country text NOT NULL DEFAULT '' CONSTRAINT people_country_is_a_code CHECK (country ~ '^([A-Z]{2})?$');
ALTER TABLE people ADD COLUMN hours jsonb NOT NULL DEFAULT '[]';
COMMENT ON COLUMN people.country IS 'Whose public holidays the person keeps, as an ISO 3166-1 code; empty where those of the team count.';
COMMENT ON COLUMN people.hours IS 'Weekly working intervals in minutes of the person''s zone; empty where those of the team count.';

COMMENT ON TABLE absences IS 'When a person is away: they take no new handoffs, and no clock of theirs runs. An open end means until further notice; it stops no clock, which would never be due.';
CREATE TRIGGER books_changed AFTER INSERT OR UPDATE OR DELETE ON absences FOR EACH STATEMENT EXECUTE FUNCTION books_changed();
