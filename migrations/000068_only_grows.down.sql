COMMENT ON TABLE assignment_log IS 'Why each handoff went where it went: the rule, who could have had it, who was skipped and why.';
COMMENT ON TABLE attempts IS NULL;
COMMENT ON TABLE breaches IS 'Clocks that ran out, with who held the lead then, nobody for the pool. at is when that was noticed, by a job or by whoever came too late.';
COMMENT ON TABLE corrections IS 'Contact data of a lead that sales corrected, with the value before and after. Personal data, as in leads.';
COMMENT ON TABLE opinions IS 'Grades that people in sales gave a lead beside the one that was worked out, and why. The latest of a handoff counts.';
COMMENT ON TABLE undone_outcomes IS 'What became of accepted leads and was taken back by who had said so, with the reason and words it had.';
COMMENT ON TABLE undone_verdicts IS 'Verdicts that their author took back, with the reason and words they had.';

DROP TRIGGER undone_verdicts_only_grows ON undone_verdicts;
DROP TRIGGER undone_outcomes_only_grows ON undone_outcomes;
DROP TRIGGER touches_only_grows ON touches;
DROP TRIGGER setting_events_only_grows ON setting_events;
DROP TRIGGER scores_only_grows ON scores;
DROP TRIGGER opinions_only_grows ON opinions;
DROP TRIGGER goal_words_only_grows ON goal_words;
DROP TRIGGER goal_changes_only_grows ON goal_changes;
DROP TRIGGER events_only_grows ON events;
DROP TRIGGER corrections_only_grows ON corrections;
DROP TRIGGER breaches_only_grows ON breaches;
DROP TRIGGER attempts_only_grows ON attempts;
DROP TRIGGER assignment_log_only_grows ON assignment_log;
DROP FUNCTION only_grows();

CREATE FUNCTION keep_setting_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'setting_events only grows' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'setting_events_only_grows';
END $$;
CREATE TRIGGER setting_events_only_grows BEFORE UPDATE OR DELETE ON setting_events FOR EACH ROW EXECUTE FUNCTION keep_setting_events();
