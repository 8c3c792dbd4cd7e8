CREATE FUNCTION sort_key(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
	SELECT replace(replace(replace(replace(
		translate(lower(regexp_replace(normalize(name, NFD), '[\u0300-\u036f]', '', 'g')), 'łøđı', 'lodi'),
		'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')
$$;
COMMENT ON FUNCTION sort_key IS 'By what a name is sorted: small letters without marks, so that Élodie stands between Dana and Giulia. account.SortKey is the same in Go, and a test compares the two.';
