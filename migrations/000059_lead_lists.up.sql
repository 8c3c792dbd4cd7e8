-- All leads are sorted by name and company and filtered by where they come from. Each list meets its first rows by an index, whatever it leaves out.
CREATE INDEX leads_by_name ON leads (sort_key(name), id);
CREATE INDEX leads_by_company_name ON leads (sort_key(company), id);
CREATE INDEX leads_by_campaign ON leads (campaign_id, id) WHERE campaign_id IS NOT NULL;
CREATE INDEX leads_by_source ON leads (source_id, id) WHERE source_id IS NOT NULL;
CREATE INDEX handoffs_seen ON handoffs (lead_id) INCLUDE (team_id, marketing_team_id, owner_id, submitted_by);
COMMENT ON INDEX handoffs_seen IS 'Says of a lead who may see it, without reading its handoffs.';
