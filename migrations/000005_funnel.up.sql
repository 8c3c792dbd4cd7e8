CREATE TABLE funnel_deltas (
	id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	day               date   NOT NULL,
	marketing_team_id bigint NOT NULL DEFAULT 0,
	team_id           bigint NOT NULL DEFAULT 0,
	campaign_id       bigint NOT NULL DEFAULT 0,
	reason_id         bigint NOT NULL DEFAULT 0,
	captured          int NOT NULL DEFAULT 0,
	handed_over       int NOT NULL DEFAULT 0,
	submitted         int NOT NULL DEFAULT 0,
	accepted          int NOT NULL DEFAULT 0,
	rejected          int NOT NULL DEFAULT 0,
	recalled          int NOT NULL DEFAULT 0,
	worked            int NOT NULL DEFAULT 0,
	qualified         int NOT NULL DEFAULT 0,
	disqualified      int NOT NULL DEFAULT 0,
	won               int NOT NULL DEFAULT 0,
	lost              int NOT NULL DEFAULT 0,
	decided_in_time   int NOT NULL DEFAULT 0,
	decided_late      int NOT NULL DEFAULT 0,
	won_amount        numeric(16, 2) NOT NULL DEFAULT 0,
	measure           text NOT NULL DEFAULT '',
	bucket            smallint NOT NULL DEFAULT 0,
	n                 int NOT NULL DEFAULT 0
);
COMMENT ON TABLE funnel_deltas IS 'What each transaction changed in the funnel, not yet folded into funnel_days and funnel_times. Append-only, so that no two writers meet on a row.';

CREATE TABLE funnel_days (
	slice           text   NOT NULL,
	team_id         bigint NOT NULL,
	day             date   NOT NULL,
	key             bigint NOT NULL,
	captured        bigint NOT NULL,
	handed_over     bigint NOT NULL,
	submitted       bigint NOT NULL,
	accepted        bigint NOT NULL,
	rejected        bigint NOT NULL,
	recalled        bigint NOT NULL,
	worked          bigint NOT NULL,
	qualified       bigint NOT NULL,
	disqualified    bigint NOT NULL,
	won             bigint NOT NULL,
	lost            bigint NOT NULL,
	decided_in_time bigint NOT NULL,
	decided_late    bigint NOT NULL,
	won_amount      numeric(20, 2) NOT NULL,
	PRIMARY KEY (slice, team_id, day, key)
);
COMMENT ON TABLE funnel_days IS 'The funnel by the day its leads were captured or handed over. slice is all (key 0), campaign or reason (key its id), or reason:N (that reason by campaign); team_id 0 is everybody, else a marketing or a sales team.';

CREATE TABLE funnel_times (
	team_id bigint NOT NULL,
	measure text   NOT NULL,
	day     date   NOT NULL,
	bucket  smallint NOT NULL,
	n       bigint NOT NULL,
	PRIMARY KEY (team_id, measure, day, bucket)
);
COMMENT ON TABLE funnel_times IS 'How long leads spent in a stage, as a histogram: bucket b holds durations from 2^(b/8) to 2^((b+1)/8) seconds.';
