-- A lead that is rejected as a duplicate can be merged into the lead that it is. The reason that Baton brings closed it, since there was no merge.
UPDATE reasons SET next_step = 'merge' WHERE list = 'reject' AND code = 'duplicate' AND next_step = 'close';
