-- The table is named after what it is: the log of the assignment. The program before this one reads and writes it by its old name.
ALTER TABLE routes RENAME TO assignment_log;
ALTER TABLE assignment_log RENAME CONSTRAINT routes_pkey TO assignment_log_pkey;
ALTER TABLE assignment_log RENAME CONSTRAINT routes_handoff_id_fkey TO assignment_log_handoff_id_fkey;
ALTER TABLE assignment_log RENAME CONSTRAINT routes_rule_id_fkey TO assignment_log_rule_id_fkey;
ALTER TABLE assignment_log RENAME CONSTRAINT routes_team_id_fkey TO assignment_log_team_id_fkey;
ALTER TABLE assignment_log RENAME CONSTRAINT routes_person_id_fkey TO assignment_log_person_id_fkey;
ALTER INDEX routes_by_time RENAME TO assignment_log_by_time;
ALTER INDEX routes_by_rule RENAME TO assignment_log_by_rule;
ALTER INDEX routes_by_team RENAME TO assignment_log_by_team;
ALTER INDEX routes_by_person RENAME TO assignment_log_by_person;

CREATE VIEW routes AS SELECT * FROM assignment_log;
COMMENT ON VIEW routes IS 'assignment_log by its old name, for the program before the one that renamed it.';

-- COPY into a view needs a trigger.
CREATE FUNCTION add_route() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO assignment_log (handoff_id, at, rule_id, team_id, person_id, sentence, candidates, passed, nobody)
	VALUES (NEW.handoff_id, NEW.at, NEW.rule_id, NEW.team_id, NEW.person_id, NEW.sentence, coalesce(NEW.candidates, '[]'), coalesce(NEW.passed, '[]'), coalesce(NEW.nobody, false));
	RETURN NEW;
END $$;
CREATE TRIGGER add_route INSTEAD OF INSERT ON routes FOR EACH ROW EXECUTE FUNCTION add_route();
