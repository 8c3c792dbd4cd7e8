DROP TABLE funnel_month_times;
