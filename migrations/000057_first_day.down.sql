DROP TABLE first_day_asides;
