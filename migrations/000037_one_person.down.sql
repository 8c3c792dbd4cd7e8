DROP INDEX leads_by_phone;
CREATE INDEX leads_by_phone ON leads (phone) WHERE phone <> '';
DROP FUNCTION name_key(text);

-- One ID can be only one lead's again: it stays with the first of those that have it in several sources.
UPDATE leads l SET external_id = '' WHERE external_id <> '' AND EXISTS (SELECT FROM leads o WHERE o.external_id = l.external_id AND o.id < l.id);
DROP INDEX leads_one_per_external_id;
ALTER TABLE leads DROP COLUMN external_source_id;
CREATE UNIQUE INDEX leads_one_per_external_id ON leads (external_id) WHERE external_id <> '';
