DROP TABLE import_files, imports;
