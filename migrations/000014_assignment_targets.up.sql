ALTER TABLE assignment_rules
	ADD COLUMN target    text   NOT NULL DEFAULT 'team' CONSTRAINT assignment_rules_target_is_known CHECK (target IN ('team', 'person', 'pool', 'account')),
	ADD COLUMN person_id bigint REFERENCES people,
	ADD COLUMN skills    text[] NOT NULL DEFAULT '{}',
	ADD CONSTRAINT assignment_rules_person_is_named CHECK ((target = 'person') = (person_id IS NOT NULL));
COMMENT ON COLUMN assignment_rules.target IS 'Where the rule sends a lead: to a rep of a team, a person, the pool of a team, or who owns the account.';
COMMENT ON COLUMN assignment_rules.team_id IS 'The team. For the owner of an account it decides nothing: the program before targets sends the lead there.';
COMMENT ON COLUMN assignment_rules.skills IS 'What a rep must have to be offered the lead by this rule.';

ALTER TABLE people
	ADD COLUMN weight smallint NOT NULL DEFAULT 1 CONSTRAINT people_weight_range CHECK (weight BETWEEN 0 AND 10),
	ADD COLUMN skills text[]   NOT NULL DEFAULT '{}';
COMMENT ON COLUMN people.weight IS 'The share of a team''s leads that assignment gives a rep: 2 gets twice as many as 1 over time, 0 none.';
COMMENT ON COLUMN people.skills IS 'Languages, products: what a rule may ask of a rep.';

ALTER TABLE loads
	ADD COLUMN served    double precision NOT NULL DEFAULT 0,
	ADD COLUMN joined_at timestamptz      NOT NULL DEFAULT '-infinity';
COMMENT ON COLUMN loads.served IS 'Handoffs given, each divided by the weight at that time: whoever of a team has least is next. Lifted to the team''s level when a person returns.';
COMMENT ON COLUMN loads.given_at IS 'When the person was last given a handoff in their turn.';
COMMENT ON COLUMN loads.joined_at IS 'When the person last came to where leads are given: to a team, from weight 0, from being disabled.';

-- Gives one handoff to somebody. groups rank who may have it; within a group the order decides, as long as a person has been served no more
-- than limits says, which is what it was when the order was made. A row is locked while its person is being given one, and others pass on
-- to the next; when all of a group are, it waits for the first and takes who has least then. A person who returned after they were last
-- given one starts at lifts.
CREATE FUNCTION give_load(ids bigint[], groups int[], limits double precision[], lifts double precision[], since timestamptz[], named boolean[], at timestamptz)
RETURNS TABLE (given_place int, open_now int) LANGUAGE plpgsql AS $$
DECLARE
	place bigint;
	who   bigint;
	grp   int;
BEGIN
	FOR grp IN SELECT DISTINCT g FROM unnest(groups) AS g ORDER BY g LOOP
		SELECT o.place, w.person_id INTO place, who
		FROM unnest(ids, groups, limits) WITH ORDINALITY AS o (id, g, most, place)
		JOIN loads w ON w.person_id = o.id
		JOIN people p ON p.id = o.id
		WHERE o.g = grp AND w.open < p.capacity AND p.disabled_at IS NULL AND w.served <= o.most
		ORDER BY o.place
		LIMIT 1
		FOR UPDATE OF w SKIP LOCKED;
		IF NOT FOUND THEN
			PERFORM FROM loads l WHERE l.person_id = (
				SELECT o.id
				FROM unnest(ids, groups) WITH ORDINALITY AS o (id, g, place)
				JOIN loads w ON w.person_id = o.id
				JOIN people p ON p.id = o.id
				WHERE o.g = grp AND w.open < p.capacity AND p.disabled_at IS NULL
				ORDER BY o.place
				LIMIT 1)
			FOR UPDATE;
			SELECT o.place, w.person_id INTO place, who
			FROM unnest(ids, groups, lifts, since) WITH ORDINALITY AS o (id, g, lift, returned, place)
			JOIN loads w ON w.person_id = o.id
			JOIN people p ON p.id = o.id
			WHERE o.g = grp AND w.open < p.capacity AND p.disabled_at IS NULL
			ORDER BY CASE WHEN w.given_at < o.returned THEN o.lift ELSE w.served END, o.place
			LIMIT 1
			FOR UPDATE OF w SKIP LOCKED;
		END IF;
		IF who IS NOT NULL THEN
			RETURN QUERY
			UPDATE loads w SET
				open = w.open + 1,
				served = CASE WHEN w.given_at < since[place] THEN lifts[place] ELSE w.served END
					+ 1.0 / greatest((SELECT p.weight FROM people p WHERE p.id = who), 1),
				given_at = CASE WHEN named[place] THEN w.given_at ELSE greatest(w.given_at, at) END
			WHERE w.person_id = who
			RETURNING place::int, w.open;
			RETURN;
		END IF;
	END LOOP;
END $$;
COMMENT ON FUNCTION give_load IS 'Gives one handoff to the first who has room, and answers their place in the list with how many they have then; no row when nobody has room.';
