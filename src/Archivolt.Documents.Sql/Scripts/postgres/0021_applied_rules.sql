-- Dispatch rules that were taken into use while the servers run; null for the return to those of the configuration.
CREATE TABLE applied_rules (
    number     BIGINT NOT NULL PRIMARY KEY,
    rules      TEXT COLLATE "C",
    applied_by TEXT COLLATE "C" NOT NULL,
    applied    BIGINT NOT NULL
);
