DROP TABLE ready_leads;
