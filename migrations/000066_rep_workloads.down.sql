DROP VIEW loads;
ALTER TABLE rep_workloads RENAME CONSTRAINT rep_workloads_never_negative TO loads_never_negative;
ALTER TABLE rep_workloads RENAME CONSTRAINT rep_workloads_person_id_fkey TO loads_person_id_fkey;
ALTER TABLE rep_workloads RENAME CONSTRAINT rep_workloads_pkey TO loads_pkey;
ALTER TABLE rep_workloads RENAME TO loads;

ALTER TRIGGER person_has_workload ON people RENAME TO person_has_load;
ALTER FUNCTION person_has_workload() RENAME TO person_has_load;
CREATE OR REPLACE FUNCTION person_has_load() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO loads (person_id) VALUES (NEW.id);
	RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION give_load(ids bigint[], groups int[], limits double precision[], lifts double precision[], since timestamptz[], named boolean[], at timestamptz)
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
		-- All who have room are being given another. Wait for the next; where that filled them, for the one after, as long as anybody has room.
		WHILE who IS NULL LOOP
			PERFORM FROM loads l WHERE l.person_id = (
				SELECT o.id
				FROM unnest(ids, groups) WITH ORDINALITY AS o (id, g, place)
				JOIN loads w ON w.person_id = o.id
				JOIN people p ON p.id = o.id
				WHERE o.g = grp AND w.open < p.capacity AND p.disabled_at IS NULL
				ORDER BY o.place
				LIMIT 1)
			FOR UPDATE;
			EXIT WHEN NOT FOUND;
			SELECT o.place, w.person_id INTO place, who
			FROM unnest(ids, groups, lifts, since) WITH ORDINALITY AS o (id, g, lift, returned, place)
			JOIN loads w ON w.person_id = o.id
			JOIN people p ON p.id = o.id
			WHERE o.g = grp AND w.open < p.capacity AND p.disabled_at IS NULL
			ORDER BY share_now(w, o.returned, o.lift), o.place
			LIMIT 1
			FOR UPDATE OF w SKIP LOCKED;
		END LOOP;
		IF who IS NOT NULL THEN
			RETURN QUERY
			UPDATE loads w SET
				open = w.open + 1,
				served = share_now(w, since[place], lifts[place]) + share_of_one((SELECT p.weight FROM people p WHERE p.id = who)),
				given_at = CASE WHEN named[place] THEN w.given_at ELSE greatest(w.given_at, at) END
			WHERE w.person_id = who
			RETURNING place::int, w.open;
			RETURN;
		END IF;
	END LOOP;
END $$;
