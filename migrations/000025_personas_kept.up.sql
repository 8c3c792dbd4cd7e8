ALTER TABLE personas
	ADD COLUMN condition jsonb  NOT NULL DEFAULT '{}',
	ADD COLUMN required  text[] NOT NULL DEFAULT '{}',
	ADD COLUMN speak     text   NOT NULL DEFAULT '' CONSTRAINT personas_speak_length CHECK (length(speak) <= 1000),
	ADD COLUMN say       text   NOT NULL DEFAULT '' CONSTRAINT personas_say_length CHECK (length(say) <= 1000),
	ADD COLUMN avoid     text   NOT NULL DEFAULT '' CONSTRAINT personas_avoid_length CHECK (length(avoid) <= 1000);
COMMENT ON COLUMN personas.condition IS 'Who belongs to the persona. A lead that is handed over without a persona is taken for the first by name whose condition holds; an empty one takes nobody.';
COMMENT ON COLUMN personas.required IS 'The fields that a lead of the persona needs to be handed over, by name.';
COMMENT ON COLUMN personas.speak IS 'How to speak to them; say and avoid are what to say and what not.';

CREATE INDEX handoffs_open_of_personas ON handoffs (persona_id) WHERE persona_id IS NOT NULL AND (verdict IS NULL OR verdict = 'accepted' AND outcome IS NULL);
