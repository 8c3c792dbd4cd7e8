DROP TABLE part_outlooks;
