CREATE TABLE ready_leads (
	lead_id bigint PRIMARY KEY REFERENCES leads ON DELETE CASCADE
);
COMMENT ON TABLE ready_leads IS 'Captured leads that an import found to meet the definition, to be handed over by themselves. Each leaves the table in the transaction that hands it over.';
