-- An ID of another system counts within its source: two systems number their people alike. Until now the source of a lead was that of its ID.
ALTER TABLE leads ADD COLUMN external_source_id bigint REFERENCES sources;
COMMENT ON COLUMN leads.external_source_id IS 'The source that external_id counts in; null when it was not named.';
UPDATE leads SET external_source_id = source_id WHERE external_id <> '' AND source_id IS NOT NULL;
DROP INDEX leads_one_per_external_id;
CREATE UNIQUE INDEX leads_one_per_external_id ON leads (external_id, coalesce(external_source_id, 0)) WHERE external_id <> '';

-- The same as lead.NameKey in Go; a test holds them together. It needs no collation, so that it gives the same in every database.
CREATE FUNCTION name_key(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT regexp_replace(btrim(regexp_replace(replace(replace(replace(replace(
		translate(
			regexp_replace(normalize(name, NFKD), '[\u0300-\u036f]', '', 'g'),
			'ABCDEFGHIJKLMNOPQRSTUVWXYZΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩςАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏØøŁłĐđÐðĦħŦŧıÆŒÞẞ',
			'abcdefghijklmnopqrstuvwxyzαβγδεζηθικλμνξοπρστυφχψωσабвгдежзийклмнопрстуфхцчшщъыьэюяѐёђѓєѕіїјљњћќѝўџoollddddhhttiæœþß'),
		'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
		'[\u0001-\u002f\u003a-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+', ' ', 'g')),
		'^((mr|mrs|ms|dr|prof|herr|frau) )+', '')
$$;
COMMENT ON FUNCTION name_key(text) IS 'What two spellings of a name have in common: small letters without marks, no title before them.';

-- A phone number tells who somebody is only with their name: a company has one number for many.
DROP INDEX leads_by_phone;
CREATE INDEX leads_by_phone ON leads (phone, name_key(name)) WHERE phone <> '';
