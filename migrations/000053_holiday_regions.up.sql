-- A region has holidays of its own: its ISO 3166-2 code, such as DE-BY, may stand where that of a country does.
ALTER TABLE teams DROP CONSTRAINT teams_country_is_a_code;
ALTER TABLE teams ADD CONSTRAINT teams_country_is_a_code CHECK (country ~ '^([A-Z]{2}(-[A-Z0-9]{1,3})?)?$');
COMMENT ON COLUMN teams.country IS 'Whose public holidays the team keeps, as an ISO 3166-1 code or, of a region, an ISO 3166-2 code; empty for none.';

ALTER TABLE people DROP CONSTRAINT people_country_is_a_code;
ALTER TABLE people ADD CONSTRAINT people_country_is_a_code CHECK (country ~ '^([A-Z]{2}(-[A-Z0-9]{1,3})?)?$');
COMMENT ON COLUMN people.country IS 'Whose public holidays the person keeps, as an ISO 3166-1 or 3166-2 code; empty where those of the team count.';
