-- The program before this reads "contact", "attempts" and "attempt_days", which stay in what was agreed then.
UPDATE agreements SET terms = terms || jsonb_build_object(
	'first_contact', jsonb_build_object('A', terms -> 'contact', 'B', terms -> 'contact', 'C', terms -> 'contact', 'D', terms -> 'contact'),
	'give_up', (SELECT jsonb_object_agg(grade, jsonb_build_object('attempts', terms -> 'attempts', 'days', terms -> 'attempt_days'))
		FROM unnest('{A,B,C,D}'::text[]) AS grade),
	'reassign', false, 'answer', 240, 'dispute_days', 5, 'recycle_cap', 3, 'nurture_days', 30, 'cooldown_days', 30);
