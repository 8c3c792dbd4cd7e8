-- Who changed which setting, and when. An audit reads it; nothing else does.
CREATE TABLE setting_events (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	at         timestamptz NOT NULL,
	by_id      bigint REFERENCES people,
	noun       text NOT NULL CONSTRAINT setting_events_has_noun CHECK (noun <> ''),
	act        text NOT NULL CONSTRAINT setting_events_has_act CHECK (act <> ''),
	subject_id bigint,
	before     jsonb,
	after      jsonb
);
COMMENT ON TABLE setting_events IS 'Every change of a setting, one row each. Rows are only added. They hold no personal data.';
COMMENT ON COLUMN setting_events.by_id IS 'Who changed it. NULL: the program, such as a command on the server.';
COMMENT ON COLUMN setting_events.subject_id IS 'The row of the noun''s table. NULL: there is only one, such as the currency.';
COMMENT ON COLUMN setting_events.before IS 'What the change replaced, where that is worth keeping.';
CREATE INDEX setting_events_by_subject ON setting_events (noun, subject_id, id);

CREATE FUNCTION keep_setting_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'setting_events only grows' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'setting_events_only_grows';
END $$;
CREATE TRIGGER setting_events_only_grows BEFORE UPDATE OR DELETE ON setting_events FOR EACH ROW EXECUTE FUNCTION keep_setting_events();
