-- The domain of an address is kept turned around, so that all below a domain lie beside each other.
CREATE INDEX leads_held_by_domain ON leads ((reverse(split_part(email, '@', 2))) COLLATE "C")
	WHERE email <> '' AND stage IN ('accepted', 'working', 'qualified', 'won');
CREATE INDEX leads_held_by_company ON leads (company_key)
	WHERE company_key <> '' AND stage IN ('accepted', 'working', 'qualified', 'won');
