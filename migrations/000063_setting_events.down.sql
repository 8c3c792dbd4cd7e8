DROP TABLE setting_events;
DROP FUNCTION keep_setting_events();
