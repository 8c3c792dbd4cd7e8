-- A search finds a lead by its phone number in any form, and without accents and apostrophes.
-- The same as lead.SearchKey in Go; a test holds them together. It needs no collation, so that it gives the same in every database.
CREATE FUNCTION search_key(text text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT btrim(regexp_replace(regexp_replace(replace(replace(replace(replace(
		translate(
			regexp_replace(normalize(replace(text, '´', ''), NFKD), '[\u0300-\u036f]', '', 'g'),
			'ABCDEFGHIJKLMNOPQRSTUVWXYZΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩςАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏØøŁłĐđÐðĦħŦŧıÆŒÞẞ',
			'abcdefghijklmnopqrstuvwxyzαβγδεζηθικλμνξοπρστυφχψωσабвгдежзийклмнопрстуфхцчшщъыьэюяѐёђѓєѕіїјљњћќѝўџoollddddhhttiæœþß'),
		'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
		'[''.`\u00ad\u02b9-\u02bc\u2018\u2019\u201b\u2032\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+', '', 'g'),
		'[\u0001-\u0020!"(),\-/:;<>?\[\]{}«»‹›−\u007f-\u00a0\u1680\u2000-\u200a\u2010-\u2015\u201a\u201c-\u201f\u2028\u2029\u202f\u205f\u3000-\u3002]+', ' ', 'g'))
$$;
COMMENT ON FUNCTION search_key(text) IS 'A text as a search compares it: small letters without marks, apostrophes and dots, one space between words.';

-- The version before looks for small letters in the same column and still finds them; it only misses what has accents.
ALTER TABLE leads DROP COLUMN search;
ALTER TABLE leads ADD COLUMN search text
	GENERATED ALWAYS AS (' ' || search_key(name || ' ' || company || ' ' || email) || ' ' || ltrim(phone, '+')) STORED;
COMMENT ON COLUMN leads.search IS 'What a search looks in: each word after a space, the digits of the phone number last.';
CREATE INDEX leads_by_search ON leads USING gin (search gin_trgm_ops);
