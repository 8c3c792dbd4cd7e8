UPDATE teams SET country = left(country, 2) WHERE length(country) > 2;
ALTER TABLE teams DROP CONSTRAINT teams_country_is_a_code;
ALTER TABLE teams ADD CONSTRAINT teams_country_is_a_code CHECK (country ~ '^([A-Z]{2})?$');
COMMENT ON COLUMN teams.country IS 'Whose public holidays the team keeps, as an ISO 3166-1 code; empty for none.';

UPDATE people SET country = left(country, 2) WHERE length(country) > 2;
ALTER TABLE people DROP CONSTRAINT people_country_is_a_code;
ALTER TABLE people ADD CONSTRAINT people_country_is_a_code CHECK (country ~ '^([A-Z]{2})?$');
COMMENT ON COLUMN people.country IS 'Whose public holidays the person keeps, as an ISO 3166-1 code; empty where those of the team count.';
