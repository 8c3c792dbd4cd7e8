-- Sales corrects how a lead is reached; who reads the lead sees what stood there before.
CREATE TABLE corrections (
	id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	lead_id bigint NOT NULL REFERENCES leads,
	field   text   NOT NULL CONSTRAINT corrections_field_is_known CHECK (field IN ('name', 'job_title', 'email', 'phone')),
	was     text   NOT NULL,
	now     text   NOT NULL,
	by_id   bigint NOT NULL REFERENCES people,
	at      timestamptz NOT NULL,
	CONSTRAINT corrections_change_something CHECK (was <> now)
);
COMMENT ON TABLE corrections IS 'Contact data of a lead that sales corrected, with the value before and after. Personal data, as in leads.';
CREATE INDEX corrections_by_lead ON corrections (lead_id, id);
