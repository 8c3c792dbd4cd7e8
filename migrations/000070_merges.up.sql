-- Two leads that are one person become one: the rows of both belong to the one that survives. The other row stays as it was, so that it can
-- be told again who it is, and the merge can be taken back.
ALTER TABLE leads ADD COLUMN merged_into bigint REFERENCES leads;
ALTER TABLE leads ADD CONSTRAINT leads_merged_into_another CHECK ((stage = 'merged') = (merged_into IS NOT NULL) AND merged_into <> id) NOT VALID;
COMMENT ON COLUMN leads.merged_into IS 'The lead that this one turned out to be.';
CREATE INDEX leads_merged_into ON leads (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX leads_merged_by_email ON leads (email_key(email)) WHERE stage = 'merged' AND email <> '';
CREATE INDEX leads_merged_by_external_id ON leads (external_id) WHERE stage = 'merged' AND external_id <> '';
-- The survivor may have the ID of the lead that was merged into it.
DROP INDEX leads_one_per_external_id;
CREATE UNIQUE INDEX leads_one_per_external_id ON leads (external_id, coalesce(external_source_id, 0)) WHERE external_id <> '' AND stage <> 'merged';

CREATE TABLE merges (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	survivor_id bigint NOT NULL REFERENCES leads,
	other_id    bigint NOT NULL REFERENCES leads,
	handoff_id  bigint REFERENCES handoffs,
	merged_by   bigint REFERENCES people,
	merged_at   timestamptz NOT NULL,
	was         jsonb NOT NULL,
	made        jsonb NOT NULL,
	other_stage text  NOT NULL,
	numbers     jsonb NOT NULL,
	moved       jsonb NOT NULL,
	undone_by   bigint REFERENCES people,
	undone_at   timestamptz,
	CONSTRAINT merges_of_two_leads CHECK (survivor_id <> other_id),
	CONSTRAINT merges_undone_by_somebody CHECK (undone_by IS NULL OR undone_at IS NOT NULL)
);
COMMENT ON TABLE merges IS 'Leads that became one, with what it takes to make them two again. Personal data, as in leads.';
COMMENT ON COLUMN merges.handoff_id IS 'The handoff whose rejection as a duplicate merged its lead; null where somebody merged two leads by hand.';
COMMENT ON COLUMN merges.was IS 'The row of the survivor before.';
COMMENT ON COLUMN merges.made IS 'The row of the survivor as the merge left it: what is still so is put back.';
COMMENT ON COLUMN merges.numbers IS 'The lead and the number of each handoff of the two before, by its id.';
COMMENT ON COLUMN merges.moved IS 'The ids of the rows of the other that belong to the survivor now, by table, and under rested the recyclings that ended with the merge.';
CREATE INDEX merges_of_survivor ON merges (survivor_id, id);
CREATE INDEX merges_of_other ON merges (other_id, id);
CREATE INDEX merges_of_handoff ON merges (handoff_id) WHERE handoff_id IS NOT NULL;

-- What is history keeps all that it says; whose history it is may change.
DROP TRIGGER touches_only_grows ON touches;
CREATE TRIGGER touches_only_grows BEFORE DELETE OR UPDATE OF id, kind, source_id, campaign_id, utm_source, utm_medium, utm_campaign, utm_term,
	utm_content, note, recorded_by, at ON touches FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
DROP TRIGGER events_only_grows ON events;
CREATE TRIGGER events_only_grows BEFORE DELETE OR UPDATE OF id, handoff_id, kind, actor_id, at, data ON events FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
DROP TRIGGER scores_only_grows ON scores;
CREATE TRIGGER scores_only_grows BEFORE DELETE OR UPDATE OF id, handoff_id, at, cause, scoring_version, fit, grade, breakdown, engagement, level,
	engaged ON scores FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
DROP TRIGGER corrections_only_grows ON corrections;
CREATE TRIGGER corrections_only_grows BEFORE DELETE OR UPDATE OF id, field, was, now, by_id, at ON corrections FOR EACH STATEMENT EXECUTE FUNCTION only_grows();

-- The lead in which somebody is found today, whom a merged lead leads to.
CREATE FUNCTION survivor(lead bigint) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
	WITH RECURSIVE chain AS (
		SELECT id, merged_into FROM leads WHERE id = lead
		UNION ALL
		SELECT l.id, l.merged_into FROM chain c JOIN leads l ON l.id = c.merged_into
	)
	SELECT id FROM chain WHERE merged_into IS NULL
$$;
COMMENT ON FUNCTION survivor(bigint) IS 'The lead that a lead was merged into in the end; itself where it was not merged.';
