ALTER TABLE sent_forms DROP COLUMN digest;
