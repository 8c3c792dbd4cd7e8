CREATE TABLE field_notes (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	persona_id bigint NOT NULL REFERENCES personas,
	words      text   NOT NULL CONSTRAINT field_notes_words_length CHECK (length(words) BETWEEN 1 AND 1000),
	by_id      bigint NOT NULL REFERENCES people,
	at         timestamptz NOT NULL,
	lead_id    bigint REFERENCES leads,
	pinned_by  bigint REFERENCES people,
	pinned_at  timestamptz,
	retired_by bigint REFERENCES people,
	retired_at timestamptz,
	version    int NOT NULL DEFAULT 1,
	CONSTRAINT field_notes_pinned_by_somebody CHECK ((pinned_by IS NULL) = (pinned_at IS NULL)),
	CONSTRAINT field_notes_retired_by_somebody CHECK ((retired_by IS NULL) = (retired_at IS NULL)),
	CONSTRAINT field_notes_retired_are_not_pinned CHECK (pinned_at IS NULL OR retired_at IS NULL)
);
COMMENT ON TABLE field_notes IS 'What customers of a persona really say, as sales writes it down. lead_id is the lead that a note came from, shown only to who may see that lead. Pinned ones stand beside every lead of the persona.';
CREATE INDEX field_notes_by_persona ON field_notes (persona_id, id) WHERE retired_at IS NULL;
CREATE INDEX field_notes_by_lead ON field_notes (lead_id) WHERE lead_id IS NOT NULL;

-- Nodes keep the pinned ones in memory with the books. A note that is new is never pinned.
CREATE TRIGGER books_changed AFTER UPDATE OF words, pinned_at, retired_at OR DELETE ON field_notes FOR EACH STATEMENT EXECUTE FUNCTION books_changed();
