-- Blobs that were found damaged, and how each case ended. A key has at most one open case.
CREATE TABLE quarantine (
    provider TEXT    NOT NULL,
    key      TEXT    NOT NULL,
    found    INTEGER NOT NULL,
    damage   TEXT    NOT NULL,                    -- a BlobDamage
    detail   TEXT    NOT NULL,
    length   INTEGER NOT NULL,
    place    TEXT,                                -- where the store keeps the damaged bytes
    ending   TEXT,                                -- a QuarantineEnd; null while the case is open
    ended    INTEGER,
    PRIMARY KEY (provider, key, found)
) WITHOUT ROWID;
CREATE UNIQUE INDEX quarantine_open ON quarantine (provider, key) WHERE ending IS NULL;
