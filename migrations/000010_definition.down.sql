UPDATE agreements SET terms = terms - '{definition,owed,auto_submit}'::text[];
