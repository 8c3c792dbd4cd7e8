CREATE TABLE team_days (
	id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	team_id       bigint NOT NULL REFERENCES teams,
	day           date NOT NULL,
	yearly        boolean NOT NULL DEFAULT false,
	works         boolean NOT NULL DEFAULT false,
	name          text NOT NULL DEFAULT '' CONSTRAINT team_days_name_is_short CHECK (length(name) <= 100),
	added_by      bigint NOT NULL REFERENCES people,
	added_at      timestamptz NOT NULL,
	withdrawn_by  bigint REFERENCES people,
	withdrawn_at  timestamptz,
	CONSTRAINT team_days_withdrawn_by_somebody CHECK ((withdrawn_by IS NULL) = (withdrawn_at IS NULL))
);
COMMENT ON TABLE team_days IS 'Days on which a team''s calendar differs from its public holidays. A row that is withdrawn stays, as history.';
COMMENT ON COLUMN team_days.yearly IS 'On this day of every year.';
COMMENT ON COLUMN team_days.works IS 'A public holiday on which the team works; otherwise a day off.';
CREATE INDEX team_days_of_team ON team_days (team_id, day);
CREATE TRIGGER books_changed AFTER INSERT OR UPDATE OR DELETE ON team_days FOR EACH STATEMENT EXECUTE FUNCTION books_changed();
