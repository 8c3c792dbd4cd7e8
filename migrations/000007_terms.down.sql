UPDATE agreements SET terms = terms - '{first_contact,give_up,reassign,answer,dispute_days,recycle_cap,nurture_days,cooldown_days}'::text[];
