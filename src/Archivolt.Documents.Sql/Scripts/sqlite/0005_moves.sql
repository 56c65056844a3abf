-- Blobs that the rules want in another provider, until they are there. Made in the transaction that changes the document.
CREATE TABLE blob_moves (
    repository  TEXT    NOT NULL,
    document_id TEXT    NOT NULL,
    xpath       TEXT    NOT NULL,
    key         TEXT    NOT NULL,                 -- as the document has it, with or without provider
    source      TEXT    NOT NULL,
    target      TEXT    NOT NULL,
    rule        TEXT,
    length      INTEGER,
    queued      INTEGER NOT NULL,
    attempts    INTEGER NOT NULL,
    due         INTEGER NOT NULL,                 -- when it is tried, or tried again
    problem     TEXT,                             -- why the last attempt failed
    PRIMARY KEY (repository, document_id, xpath),
    FOREIGN KEY (repository, document_id) REFERENCES documents (repository, id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX blob_moves_by_due ON blob_moves (due, repository, document_id, xpath);

-- Moves are counted in the change token beside the changes, since they are none to people.
ALTER TABLE documents ADD COLUMN moves INTEGER NOT NULL DEFAULT 0;

-- When content was last handed out, to the hour.
CREATE TABLE blob_access (
    key      TEXT    NOT NULL,
    provider TEXT    NOT NULL,
    accessed INTEGER NOT NULL,
    PRIMARY KEY (key, provider)
) WITHOUT ROWID;
