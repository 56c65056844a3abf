-- Content on its way to a document: announced before it becomes visible, closed by the document's transaction.
CREATE TABLE uploads (
    provider  TEXT COLLATE "C" NOT NULL,
    key       TEXT COLLATE "C" NOT NULL,
    id        TEXT COLLATE "C" NOT NULL,
    length    BIGINT,
    announced BIGINT NOT NULL,                    -- the database's time
    node      TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (provider, key, id)
);

-- Blobs that are deleted when their grace is over and nothing refers to them.
CREATE TABLE condemned_blobs (
    provider    TEXT COLLATE "C" NOT NULL,
    key         TEXT COLLATE "C" NOT NULL,
    length      BIGINT,
    reason      TEXT COLLATE "C" NOT NULL,        -- a CollectionReason
    condemned   BIGINT NOT NULL,                  -- the database's time
    due         BIGINT NOT NULL,
    purge       TEXT COLLATE "C",                 -- the deletion under way
    purge_until BIGINT NOT NULL,                  -- 0, or when others may take the deletion over
    PRIMARY KEY (provider, key)
);
