DROP TABLE funnel_times, funnel_days, funnel_deltas;
