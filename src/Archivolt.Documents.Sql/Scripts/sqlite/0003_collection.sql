-- Content on its way to a document: announced before it becomes visible, closed by the document's transaction.
CREATE TABLE uploads (
    provider  TEXT    NOT NULL,
    key       TEXT    NOT NULL,
    id        TEXT    NOT NULL,
    length    INTEGER,
    announced INTEGER NOT NULL,                   -- the database's time
    node      TEXT    NOT NULL,
    PRIMARY KEY (provider, key, id)
) WITHOUT ROWID;

-- Blobs that are deleted when their grace is over and nothing refers to them.
CREATE TABLE condemned_blobs (
    provider    TEXT    NOT NULL,
    key         TEXT    NOT NULL,
    length      INTEGER,
    reason      TEXT    NOT NULL,                 -- a CollectionReason
    condemned   INTEGER NOT NULL,                 -- the database's time
    due         INTEGER NOT NULL,
    purge       TEXT,                             -- the deletion under way
    purge_until INTEGER NOT NULL,                 -- 0, or when others may take the deletion over
    PRIMARY KEY (provider, key)
) WITHOUT ROWID;
