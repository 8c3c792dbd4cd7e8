UPDATE reasons SET next_step = 'close' WHERE list = 'reject' AND code = 'duplicate' AND next_step = 'merge';
