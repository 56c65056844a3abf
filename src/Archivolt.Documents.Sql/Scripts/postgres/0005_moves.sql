-- Blobs that the rules want in another provider, until they are there. Made in the transaction that changes the document.
CREATE TABLE blob_moves (
    repository  TEXT COLLATE "C" NOT NULL,
    document_id TEXT COLLATE "C" NOT NULL,
    xpath       TEXT COLLATE "C" NOT NULL,
    key         TEXT COLLATE "C" NOT NULL,                 -- as the document has it, with or without provider
    source      TEXT COLLATE "C" NOT NULL,
    target      TEXT COLLATE "C" NOT NULL,
    rule        TEXT COLLATE "C",
    length      BIGINT,
    queued      BIGINT NOT NULL,
    attempts    BIGINT NOT NULL,
    due         BIGINT NOT NULL,                 -- when it is tried, or tried again
    problem     TEXT COLLATE "C",                           -- why the last attempt failed
    PRIMARY KEY (repository, document_id, xpath),
    FOREIGN KEY (repository, document_id) REFERENCES documents (repository, id) ON DELETE CASCADE
);
CREATE INDEX blob_moves_by_due ON blob_moves (due, repository, document_id, xpath);

-- Moves are counted in the change token beside the changes, since they are none to people.
ALTER TABLE documents ADD COLUMN moves BIGINT NOT NULL DEFAULT 0;

-- When content was last handed out, to the hour.
CREATE TABLE blob_access (
    key      TEXT COLLATE "C" NOT NULL,
    provider TEXT COLLATE "C" NOT NULL,
    accessed BIGINT NOT NULL,
    PRIMARY KEY (key, provider)
);
