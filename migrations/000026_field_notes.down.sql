DROP TABLE field_notes;
