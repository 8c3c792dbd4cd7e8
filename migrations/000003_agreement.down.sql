DROP TRIGGER books_changed ON installation;
DROP TABLE goals, assignment_rules, scorings, reasons, agreements;
