DROP TABLE assignment_drafts;
DROP TABLE assignment_sets;
