DROP TABLE sign_in_failures, password_links, sessions, loads, absences, memberships, people, teams, installation;
DROP FUNCTION books_changed();
DROP FUNCTION person_has_load();
