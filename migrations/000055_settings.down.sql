DROP TABLE installation_changes;
DROP FUNCTION minor_units;
COMMENT ON COLUMN handoffs.currency IS NULL;
ALTER TABLE undone_outcomes ALTER COLUMN won_amount TYPE numeric(14, 2);
ALTER TABLE handoffs ALTER COLUMN value TYPE numeric(14, 2), ALTER COLUMN won_amount TYPE numeric(14, 2);
ALTER TABLE spend ALTER COLUMN amount TYPE numeric(14, 2);
