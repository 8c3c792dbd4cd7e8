DROP TRIGGER books_changed ON absences;
COMMENT ON TABLE absences IS 'When a person takes no new handoffs. An open end means until further notice.';
ALTER TABLE people DROP COLUMN hours;
ALTER TABLE people DROP COLUMN country;
ALTER TABLE teams DROP COLUMN country;
