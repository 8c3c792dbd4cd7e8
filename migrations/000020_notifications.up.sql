CREATE TABLE notifications (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id  bigint NOT NULL REFERENCES people,
	kind       text   NOT NULL CONSTRAINT notifications_kind_length CHECK (length(kind) BETWEEN 1 AND 40),
	lead_id    bigint NOT NULL,
	handoff_id bigint NOT NULL,
	about      text   NOT NULL,
	data       jsonb  NOT NULL DEFAULT '{}',
	at         timestamptz NOT NULL,
	read_at    timestamptz,
	CONSTRAINT notifications_once UNIQUE (handoff_id, person_id, kind, about)
);
COMMENT ON TABLE notifications IS 'What each person should know, in the order in which it came up; their inbox. Without personal data of a lead: its name is read from the lead.';
COMMENT ON COLUMN notifications.about IS 'Tells one occasion from another of the same kind: the run of a clock and its level, or the instant.';
COMMENT ON COLUMN notifications.lead_id IS 'Points at a lead without being a foreign key: checking one would wait for whoever works on that lead.';
CREATE INDEX notifications_by_person ON notifications (person_id, id);
CREATE INDEX notifications_unread ON notifications (person_id, id) WHERE read_at IS NULL;
CREATE INDEX notifications_by_time ON notifications (at);
