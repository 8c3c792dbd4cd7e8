-- The agreement that comes with Baton can be signed as it is: its draft becomes the version that it is based on. The one manager of a
-- company signs for both sides.
ALTER TABLE agreement_drafts ADD COLUMN founding boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN agreement_drafts.founding IS 'Nobody wrote it: it is the agreement that came with Baton, to be signed as it is.';

ALTER TABLE agreement_signatures
	ADD COLUMN alone boolean NOT NULL DEFAULT false,
	DROP CONSTRAINT agreement_signatures_of_two_people;
COMMENT ON COLUMN agreement_signatures.alone IS 'By who signs for both sides, since there was no other manager.';
CREATE UNIQUE INDEX agreement_signatures_of_two_people ON agreement_signatures (draft_id, version, person_id) WHERE NOT alone;
