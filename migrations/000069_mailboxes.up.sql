-- Two spellings of one mailbox are one person: a.lee+fair@gmail.com is alee@googlemail.com.
-- The same as identity.EmailKey in Go; a test holds them together.
CREATE FUNCTION email_key(email text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE
		WHEN email !~ '.@(gmail|googlemail|outlook|hotmail|live|icloud|me)\.com$' THEN email
		WHEN email ~ '@g(oogle)?mail\.com$' THEN coalesce(
			nullif(replace(split_part(regexp_replace(email, '@[^@]*$', ''), '+', 1), '.', ''), '') || '@gmail.com', email)
		ELSE coalesce(
			nullif(split_part(regexp_replace(email, '@[^@]*$', ''), '+', 1), '') || regexp_replace(email, '^.*@', '@'), email)
	END
$$;
COMMENT ON FUNCTION email_key(text) IS 'What two spellings of one mailbox have in common.';

-- Leads that were kept as two before keep their own addresses: all of a mailbox but one.
ALTER TABLE leads ADD COLUMN apart boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN leads.apart IS 'Somebody else has the same mailbox in another spelling, so the address counts as it is written.';
UPDATE leads l SET apart = true
FROM (
	SELECT id, row_number() OVER (PARTITION BY email_key(email) ORDER BY email <> email_key(email), id) AS place
	FROM leads
	WHERE email <> '' AND stage NOT IN ('merged', 'erased')
) s
WHERE l.id = s.id AND s.place > 1;

CREATE FUNCTION mailbox(email text, apart boolean) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE WHEN apart THEN email ELSE email_key(email) END
$$;
COMMENT ON FUNCTION mailbox(text, boolean) IS 'By what an e-mail address is told from others.';

-- The version before looks for addresses as they are written.
DROP INDEX leads_one_per_email;
CREATE INDEX leads_by_email ON leads (email) WHERE email <> '' AND stage NOT IN ('merged', 'erased');
CREATE UNIQUE INDEX leads_one_per_email ON leads (mailbox(email, apart)) WHERE email <> '' AND stage NOT IN ('merged', 'erased');
