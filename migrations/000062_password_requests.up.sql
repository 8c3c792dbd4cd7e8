CREATE TABLE password_requests (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id   bigint NOT NULL REFERENCES people,
	asked_at    timestamptz NOT NULL,
	next_try_at timestamptz NOT NULL,
	tries       int NOT NULL DEFAULT 0,
	sent_at     timestamptz
);
COMMENT ON TABLE password_requests IS 'Who forgot their password and waits for a mail with a link. The link is made when the mail is sent, so that nothing secret is kept here. Kept a day.';
CREATE INDEX password_requests_by_person ON password_requests (person_id, asked_at);
CREATE INDEX password_requests_waiting ON password_requests (next_try_at) WHERE sent_at IS NULL;
