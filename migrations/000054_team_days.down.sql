DROP TABLE team_days;
