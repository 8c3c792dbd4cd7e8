-- One person who signed for both sides is left with the first of their signatures.
DELETE FROM agreement_signatures s
WHERE EXISTS (SELECT FROM agreement_signatures o WHERE o.draft_id = s.draft_id AND o.version = s.version AND o.person_id = s.person_id AND o.side < s.side);
DROP INDEX agreement_signatures_of_two_people;
ALTER TABLE agreement_signatures
	DROP COLUMN alone,
	ADD CONSTRAINT agreement_signatures_of_two_people UNIQUE (draft_id, version, person_id);
ALTER TABLE agreement_drafts DROP COLUMN founding;
