DROP FUNCTION give_load;
ALTER TABLE loads DROP COLUMN joined_at, DROP COLUMN served;
ALTER TABLE people DROP COLUMN skills, DROP COLUMN weight;
ALTER TABLE assignment_rules DROP CONSTRAINT assignment_rules_person_is_named, DROP COLUMN skills, DROP COLUMN person_id, DROP COLUMN target;
