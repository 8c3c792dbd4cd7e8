DROP INDEX leads_one_per_email;
DROP INDEX leads_by_email;
CREATE UNIQUE INDEX leads_one_per_email ON leads (email) WHERE email <> '' AND stage NOT IN ('merged', 'erased');
DROP FUNCTION mailbox(text, boolean);
ALTER TABLE leads DROP COLUMN apart;
DROP FUNCTION email_key(text);
