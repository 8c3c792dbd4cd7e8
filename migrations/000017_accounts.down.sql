DROP INDEX leads_held_by_company;
DROP INDEX leads_held_by_domain;
