DROP TABLE sent_forms, touches, leads, personas, spend, campaigns, sources;
DROP EXTENSION pg_trgm;
