-- Dispatch rules that were taken into use while the servers run; null for the return to those of the configuration.
CREATE TABLE applied_rules (
    number     INTEGER NOT NULL PRIMARY KEY,
    rules      TEXT,
    applied_by TEXT    NOT NULL,
    applied    INTEGER NOT NULL
);
