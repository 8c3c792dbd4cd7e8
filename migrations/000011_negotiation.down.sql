DROP TABLE agreement_answers, agreement_signatures, agreement_revisions, agreement_drafts;
ALTER TABLE agreements DROP CONSTRAINT agreements_one_from_each_instant;
