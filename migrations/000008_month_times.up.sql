-- A month of funnel_times is thousands of rows; a report of whole months reads them summed up.
CREATE TABLE funnel_month_times (
	team_id bigint NOT NULL,
	measure text   NOT NULL,
	month   date   NOT NULL CONSTRAINT funnel_month_times_begin_a_month CHECK (extract(day FROM month) = 1),
	bucket  smallint NOT NULL,
	n       bigint NOT NULL,
	PRIMARY KEY (team_id, measure, month, bucket)
);
COMMENT ON TABLE funnel_month_times IS 'funnel_times by month, for reports of whole months. Computed anew from the days by the hour for the last months, since a program before this one fills only the days.';
INSERT INTO funnel_month_times (team_id, measure, month, bucket, n)
SELECT team_id, measure, date_trunc('month', day)::date, bucket, sum(n)
FROM funnel_times
GROUP BY 1, 2, 3, 4;
