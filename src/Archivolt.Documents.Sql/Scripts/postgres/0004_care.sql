-- Blobs that were found damaged, and how each case ended. A key has at most one open case.
CREATE TABLE quarantine (
    provider TEXT COLLATE "C" NOT NULL,
    key      TEXT COLLATE "C" NOT NULL,
    found    BIGINT NOT NULL,
    damage   TEXT COLLATE "C" NOT NULL,           -- a BlobDamage
    detail   TEXT COLLATE "C" NOT NULL,
    length   BIGINT NOT NULL,
    place    TEXT COLLATE "C",                    -- where the store keeps the damaged bytes
    ending   TEXT COLLATE "C",                    -- a QuarantineEnd; null while the case is open
    ended    BIGINT,
    PRIMARY KEY (provider, key, found)
);
CREATE UNIQUE INDEX quarantine_open ON quarantine (provider, key) WHERE ending IS NULL;
