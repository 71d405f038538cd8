-- The language in which a visit's customer is spoken to, chosen when the widget
-- opens. Visits that are open meanwhile go on in English, which they were in.
-- Locks visits for an instant.
-- +goose Up
ALTER TABLE visits ADD COLUMN language TEXT NOT NULL DEFAULT 'en';

-- +goose Down
ALTER TABLE visits DROP COLUMN language;
