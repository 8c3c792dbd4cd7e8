DROP INDEX handoffs_in_flight;
DROP TABLE goal_outlooks;
