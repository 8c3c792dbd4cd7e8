-- The table is named after what it is: how much each rep has to do. The program before this one reads and writes it by its old name.
ALTER TABLE loads RENAME TO rep_workloads;
ALTER TABLE rep_workloads RENAME CONSTRAINT loads_pkey TO rep_workloads_pkey;
ALTER TABLE rep_workloads RENAME CONSTRAINT loads_person_id_fkey TO rep_workloads_person_id_fkey;
ALTER TABLE rep_workloads RENAME CONSTRAINT loads_never_negative TO rep_workloads_never_negative;

CREATE VIEW loads AS SELECT * FROM rep_workloads;
COMMENT ON VIEW loads IS 'rep_workloads by its old name, for the program before the one that renamed it.';

ALTER TRIGGER person_has_load ON people RENAME TO person_has_workload;
ALTER FUNCTION person_has_load() RENAME TO person_has_workload;
CREATE OR REPLACE FUNCTION person_has_workload() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO rep_workloads (person_id) VALUES (NEW.id);
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
		JOIN rep_workloads w ON w.person_id = o.id
		JOIN people p ON p.id = o.id
		WHERE o.g = grp AND w.open < p.capacity AND p.disabled_at IS NULL AND w.served <= o.most
		ORDER BY o.place
		LIMIT 1
		FOR UPDATE OF w SKIP LOCKED;
		-- All who have room are being given another. Wait for the next; where that filled them, for the one after, as long as anybody has room.
		WHILE who IS NULL LOOP
			PERFORM FROM rep_workloads l WHERE l.person_id = (
				SELECT o.id
				FROM unnest(ids, groups) WITH ORDINALITY AS o (id, g, place)
				JOIN rep_workloads w ON w.person_id = o.id
				JOIN people p ON p.id = o.id
				WHERE o.g = grp AND w.open < p.capacity AND p.disabled_at IS NULL
				ORDER BY o.place
				LIMIT 1)
			FOR UPDATE;
			EXIT WHEN NOT FOUND;
			SELECT o.place, w.person_id INTO place, who
			FROM unnest(ids, groups, lifts, since) WITH ORDINALITY AS o (id, g, lift, returned, place)
			JOIN rep_workloads w ON w.person_id = o.id
			JOIN people p ON p.id = o.id
			WHERE o.g = grp AND w.open < p.capacity AND p.disabled_at IS NULL
			ORDER BY share_now(w, o.returned, o.lift), o.place
			LIMIT 1
			FOR UPDATE OF w SKIP LOCKED;
		END LOOP;
		IF who IS NOT NULL THEN
			RETURN QUERY
			UPDATE rep_workloads w SET
				open = w.open + 1,
				served = share_now(w, since[place], lifts[place]) + share_of_one((SELECT p.weight FROM people p WHERE p.id = who)),
				given_at = CASE WHEN named[place] THEN w.given_at ELSE greatest(w.given_at, at) END
			WHERE w.person_id = who
			RETURNING place::int, w.open;
			RETURN;
		END IF;
	END LOOP;
END $$;
