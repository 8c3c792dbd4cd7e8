DROP FUNCTION make_event_months(date, date);
DROP TABLE events;
DROP SEQUENCE events_id_seq;
DROP TABLE routes, attempts, questions, undone_verdicts, handoffs;
