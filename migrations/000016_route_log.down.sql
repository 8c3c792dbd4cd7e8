DROP TABLE credits;
DROP INDEX routes_by_person;
DROP INDEX routes_by_team;
DROP INDEX routes_by_rule;
DROP INDEX routes_by_time;
CREATE INDEX routes_by_time ON routes (at);
ALTER TABLE routes DROP COLUMN nobody, DROP COLUMN passed;
