-- An attempt can be dated in the past, so that when it was made and when it was logged are two things. NULL means at the same time.
ALTER TABLE attempts
	ADD COLUMN logged_at timestamptz,
	ADD CONSTRAINT attempts_are_logged_afterwards CHECK (logged_at >= at);
COMMENT ON COLUMN attempts.logged_at IS 'When the attempt was written down; NULL where that was when it was made.';

-- What somebody writes when they set aside a lead that sales does not work on was kept nowhere.
ALTER TABLE recyclings
	ADD COLUMN words text NOT NULL DEFAULT '' CONSTRAINT recyclings_words_length CHECK (length(words) <= 10000);
COMMENT ON COLUMN recyclings.words IS 'Why the lead was set aside, in the words of who did it. Where sales gave up working on it they are the outcome_words of its handoff as well.';
