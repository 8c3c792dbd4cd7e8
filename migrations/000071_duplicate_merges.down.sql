-- The version before closes a lead whose reason says merge.
SELECT 1;
