-- Programs read what has changed since they last looked.
CREATE INDEX leads_by_change ON leads (updated_at, id);
