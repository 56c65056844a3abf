-- Times are milliseconds since 1970-01-01 UTC. Text compares by its UTF-8 bytes (BINARY, SQLite's default).

-- One row, counted up by every transaction that changes what processes keep in memory: documents, access, users, tokens.
CREATE TABLE changes (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL
);
INSERT INTO changes (id, version) VALUES (1, 0);

CREATE TABLE repositories (
    name    TEXT PRIMARY KEY,
    created INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE documents (
    number     INTEGER PRIMARY KEY AUTOINCREMENT, -- creation order
    repository TEXT    NOT NULL REFERENCES repositories (name),
    id         TEXT    NOT NULL,
    parent_id  TEXT,
    name       TEXT    NOT NULL,
    path       TEXT    NOT NULL,
    type       TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    facets     TEXT    NOT NULL,                  -- JSON array of names
    trashed    INTEGER NOT NULL,                  -- 0 or 1
    writes     INTEGER NOT NULL,                  -- the change token's counter
    properties TEXT    NOT NULL,                  -- JSON object, see PropertyJson
    UNIQUE (repository, id),
    UNIQUE (repository, path),
    FOREIGN KEY (repository, parent_id) REFERENCES documents (repository, id)
);
CREATE INDEX documents_children ON documents (repository, parent_id, number);

CREATE TABLE blob_references (
    repository  TEXT NOT NULL,
    document_id TEXT NOT NULL,
    xpath       TEXT NOT NULL,
    provider    TEXT NOT NULL,
    key         TEXT NOT NULL,
    PRIMARY KEY (repository, document_id, xpath),
    FOREIGN KEY (repository, document_id) REFERENCES documents (repository, id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX blob_references_by_key ON blob_references (provider, key, repository, document_id, xpath);

CREATE TABLE access_entries (
    repository  TEXT    NOT NULL,
    document_id TEXT    NOT NULL,
    position    INTEGER NOT NULL,
    grantee     TEXT    NOT NULL,
    permission  TEXT    NOT NULL,                 -- Read or Write
    granted     INTEGER NOT NULL,                 -- 0 or 1
    PRIMARY KEY (repository, document_id, position),
    FOREIGN KEY (repository, document_id) REFERENCES documents (repository, id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE users (
    name     TEXT PRIMARY KEY,
    password TEXT    NOT NULL,                    -- see PasswordHash
    groups   TEXT    NOT NULL,                    -- JSON array of names
    created  INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE tokens (
    id          TEXT PRIMARY KEY,
    secret_hash TEXT    NOT NULL UNIQUE,          -- SHA-256 of the secret, lower-case hexadecimal
    user_name   TEXT    NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    label       TEXT    NOT NULL,
    created     INTEGER NOT NULL,
    expires     INTEGER
) WITHOUT ROWID;
CREATE INDEX tokens_by_user ON tokens (user_name, created);

CREATE TABLE audit (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id      TEXT    NOT NULL,
    category      TEXT,
    principal     TEXT    NOT NULL,
    event_date    INTEGER NOT NULL,
    log_date      INTEGER NOT NULL,
    repository    TEXT,
    document_id   TEXT,
    document_path TEXT,
    document_type TEXT,
    life_cycle    TEXT,
    comment       TEXT,
    extended      TEXT                            -- JSON object of texts
);
-- By blocks of 1024 entries, each ordered by document: a transaction then touches the few pages of the newest block instead of a page for
-- every document, which makes writing an entry three times as cheap. A question for one document looks into each block.
CREATE INDEX audit_by_block_and_document ON audit (id / 1024, document_id) WHERE document_id IS NOT NULL;
