-- The program before this reads "required", which stays in what was agreed then.
UPDATE agreements SET terms = terms || jsonb_build_object('definition', jsonb_build_object('all', (
	SELECT coalesce(jsonb_agg(CASE r.name
		WHEN 'contact' THEN '{"any": [{"field": "email", "op": "is_given"}, {"field": "phone", "op": "is_given"}]}'::jsonb
		WHEN 'consent' THEN '{"field": "consent", "op": "is", "value": ["yes"]}'::jsonb
		ELSE jsonb_build_object('field', r.name, 'op', 'is_given') END ORDER BY r.place), '[]')
	FROM jsonb_array_elements_text(terms -> 'required') WITH ORDINALITY AS r (name, place))));
