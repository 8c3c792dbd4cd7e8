DROP INDEX handoffs_seen, leads_by_source, leads_by_campaign, leads_by_company_name, leads_by_name;
