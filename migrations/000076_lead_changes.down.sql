DROP INDEX leads_by_change;
