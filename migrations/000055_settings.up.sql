-- Amounts have as many decimals as their currency: 0, 2 or 3. All of them stay in the currency itself.
ALTER TABLE spend ALTER COLUMN amount TYPE numeric(15, 3);
ALTER TABLE handoffs ALTER COLUMN value TYPE numeric(15, 3), ALTER COLUMN won_amount TYPE numeric(15, 3);
ALTER TABLE undone_outcomes ALTER COLUMN won_amount TYPE numeric(15, 3);
COMMENT ON COLUMN handoffs.currency IS 'Of value and won_amount, as an ISO 4217 code.';

CREATE FUNCTION minor_units(currency text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE
		WHEN currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') THEN 1
		WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 1000
		ELSE 100
	END
$$;
COMMENT ON FUNCTION minor_units IS 'How many minor units one of a currency has. lead.MinorUnits is the same in Go, and a test compares the two.';

CREATE TABLE installation_changes (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	at        timestamptz NOT NULL,
	by_id     bigint NOT NULL REFERENCES people,
	currency  text NOT NULL,
	zone      text NOT NULL
);
COMMENT ON TABLE installation_changes IS 'What the currency and time zone of the company were set to, by whom and when.';
