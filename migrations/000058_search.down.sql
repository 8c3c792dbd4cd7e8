ALTER TABLE leads DROP COLUMN search;
ALTER TABLE leads ADD COLUMN search text GENERATED ALWAYS AS (lower(name || ' ' || company || ' ' || email)) STORED;
CREATE INDEX leads_by_search ON leads USING gin (search gin_trgm_ops);
DROP FUNCTION search_key;
