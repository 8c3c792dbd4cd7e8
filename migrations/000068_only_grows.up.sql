-- The database refuses to change or take away what is history. The triggers are for statements, so they cost an INSERT nothing.
-- A step that must change such a table, as for the erasure of a person, disables the trigger first.
CREATE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_only_grows';
END $$;

DROP TRIGGER setting_events_only_grows ON setting_events;
DROP FUNCTION keep_setting_events();

CREATE TRIGGER assignment_log_only_grows BEFORE UPDATE OR DELETE ON assignment_log FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER attempts_only_grows BEFORE UPDATE OR DELETE ON attempts FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER breaches_only_grows BEFORE UPDATE OR DELETE ON breaches FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER corrections_only_grows BEFORE UPDATE OR DELETE ON corrections FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER events_only_grows BEFORE UPDATE OR DELETE ON events FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER goal_changes_only_grows BEFORE UPDATE OR DELETE ON goal_changes FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER goal_words_only_grows BEFORE UPDATE OR DELETE ON goal_words FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER opinions_only_grows BEFORE UPDATE OR DELETE ON opinions FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER scores_only_grows BEFORE UPDATE OR DELETE ON scores FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER setting_events_only_grows BEFORE UPDATE OR DELETE ON setting_events FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER touches_only_grows BEFORE UPDATE OR DELETE ON touches FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER undone_outcomes_only_grows BEFORE UPDATE OR DELETE ON undone_outcomes FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER undone_verdicts_only_grows BEFORE UPDATE OR DELETE ON undone_verdicts FOR EACH STATEMENT EXECUTE FUNCTION only_grows();

COMMENT ON TABLE assignment_log IS 'Why each handoff went where it went: the rule, who could have had it, who was skipped and why. Rows are only added.';
COMMENT ON TABLE attempts IS 'How sales tried to reach the person of a lead. Rows are only added.';
COMMENT ON TABLE breaches IS 'Clocks that ran out, with who held the lead then, nobody for the pool. at is when that was noticed, by a job or by whoever came too late. Rows are only added.';
COMMENT ON TABLE corrections IS 'Contact data of a lead that sales corrected, with the value before and after. Personal data, as in leads. Rows are only added.';
COMMENT ON TABLE opinions IS 'Grades that people in sales gave a lead beside the one that was worked out, and why. The latest of a handoff counts. Rows are only added.';
COMMENT ON TABLE undone_outcomes IS 'What became of accepted leads and was taken back by who had said so, with the reason and words it had. Rows are only added.';
COMMENT ON TABLE undone_verdicts IS 'Verdicts that their author took back, with the reason and words they had. Rows are only added.';
