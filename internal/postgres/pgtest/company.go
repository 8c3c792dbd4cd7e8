package pgtest

// Company is SQL that founds a small company. Growth hands over to North and Events to South, so that nobody of the one
// pair sees a lead of the other. Its people are at baton.example: Lena and Otto submit, Rita, Sami and Uma answer, Vera
// and Walt manage, Alba is the admin. Nobody has a password.
const Company = `
	INSERT INTO teams (id, name, side) VALUES
		(1, 'Growth', 'marketing'), (2, 'Events', 'marketing'), (3, 'North', 'sales'), (4, 'South', 'sales');
	INSERT INTO people (id, email, name, role, capacity) VALUES
		(1, 'lena@baton.example', 'Lena Marsh', 'marketer', 12), (2, 'otto@baton.example', 'Otto Brandt', 'marketer', 12),
		(3, 'vera@baton.example', 'Vera Holm', 'manager', 12), (4, 'rita@baton.example', 'Rita Vale', 'rep', 900),
		(5, 'sami@baton.example', 'Sami Oko', 'rep', 0), (6, 'walt@baton.example', 'Walt Ames', 'manager', 12),
		(7, 'uma@baton.example', 'Uma Lind', 'rep', 900), (8, 'alba@baton.example', 'Alba Quist', 'admin', 12);
	INSERT INTO memberships (person_id, team_id) VALUES (1, 1), (2, 2), (3, 1), (4, 3), (5, 3), (6, 3), (7, 4);
	INSERT INTO assignment_rules (position, name, condition, team_id) VALUES
		(1, 'Germany', '{"field": "country", "op": "is", "value": ["DE"]}', 4);
	INSERT INTO sources (id, name) VALUES (1, 'Webinar'), (2, 'Search advertisement');
	INSERT INTO campaigns (id, name, source_id) VALUES (1, 'Autumn webinar', 1), (2, 'Spring search', 2);
	INSERT INTO personas (id, name, description) VALUES (1, 'Head of logistics', 'Plans routes and pays for them.');
	SELECT setval(pg_get_serial_sequence(t, 'id'), 1000)
	FROM unnest(ARRAY['teams', 'people', 'sources', 'campaigns', 'personas']) t;`
