ALTER TABLE loads ADD COLUMN room_at timestamptz NOT NULL DEFAULT '-infinity';
COMMENT ON COLUMN loads.room_at IS 'When the person last had room again after being full. What the team was given meanwhile is not owed to them. The program before this leaves it as it is.';
