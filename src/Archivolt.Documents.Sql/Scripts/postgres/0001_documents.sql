-- Times are milliseconds since 1970-01-01 UTC. Text compares by its UTF-8 bytes, whatever the database's own collation is.

-- Counted up, one row each, by transactions that change what processes keep in memory: documents, access, users, tokens. A transaction
-- keeps its row locked until it is on stable storage; with several rows several transactions commit at the same time.
CREATE TABLE changes (
    id      BIGINT PRIMARY KEY,
    version BIGINT NOT NULL
) WITH (fillfactor = 20);
INSERT INTO changes (id, version) SELECT id, 0 FROM generate_series(1, 32) AS id;

CREATE TABLE repositories (
    name    TEXT COLLATE "C" PRIMARY KEY,
    created BIGINT NOT NULL
);

CREATE TABLE documents (
    number     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- creation order
    repository TEXT COLLATE "C" NOT NULL REFERENCES repositories (name),
    id         TEXT COLLATE "C" NOT NULL,
    parent_id  TEXT COLLATE "C",
    name       TEXT COLLATE "C" NOT NULL,
    path       TEXT COLLATE "C" NOT NULL,
    type       TEXT COLLATE "C" NOT NULL,
    state      TEXT COLLATE "C" NOT NULL,
    facets     TEXT COLLATE "C" NOT NULL,                       -- JSON array of names
    trashed    BIGINT NOT NULL,                                 -- 0 or 1
    writes     BIGINT NOT NULL,                                 -- the change token's counter
    properties TEXT COLLATE "C" NOT NULL,                       -- JSON object, see PropertyJson
    UNIQUE (repository, id),
    UNIQUE (repository, path),
    FOREIGN KEY (repository, parent_id) REFERENCES documents (repository, id)
);
CREATE INDEX documents_children ON documents (repository, parent_id, number);

CREATE TABLE blob_references (
    repository  TEXT COLLATE "C" NOT NULL,
    document_id TEXT COLLATE "C" NOT NULL,
    xpath       TEXT COLLATE "C" NOT NULL,
    provider    TEXT COLLATE "C" NOT NULL,
    key         TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (repository, document_id, xpath),
    FOREIGN KEY (repository, document_id) REFERENCES documents (repository, id) ON DELETE CASCADE
);
CREATE INDEX blob_references_by_key ON blob_references (provider, key, repository, document_id, xpath);

CREATE TABLE access_entries (
    repository  TEXT COLLATE "C" NOT NULL,
    document_id TEXT COLLATE "C" NOT NULL,
    position    BIGINT NOT NULL,
    grantee     TEXT COLLATE "C" NOT NULL,
    permission  TEXT COLLATE "C" NOT NULL,                      -- Read or Write
    granted     BIGINT NOT NULL,                                -- 0 or 1
    PRIMARY KEY (repository, document_id, position),
    FOREIGN KEY (repository, document_id) REFERENCES documents (repository, id) ON DELETE CASCADE
);

CREATE TABLE users (
    name     TEXT COLLATE "C" PRIMARY KEY,
    password TEXT COLLATE "C" NOT NULL,                         -- see PasswordHash
    groups   TEXT COLLATE "C" NOT NULL,                         -- JSON array of names
    created  BIGINT NOT NULL
);

CREATE TABLE tokens (
    id          TEXT COLLATE "C" PRIMARY KEY,
    secret_hash TEXT COLLATE "C" NOT NULL UNIQUE,               -- SHA-256 of the secret, lower-case hexadecimal
    user_name   TEXT COLLATE "C" NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    label       TEXT COLLATE "C" NOT NULL,
    created     BIGINT NOT NULL,
    expires     BIGINT
);
CREATE INDEX tokens_by_user ON tokens (user_name, created);

CREATE TABLE audit (
    id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id      TEXT COLLATE "C" NOT NULL,
    category      TEXT COLLATE "C",
    principal     TEXT COLLATE "C" NOT NULL,
    event_date    BIGINT NOT NULL,
    log_date      BIGINT NOT NULL,
    repository    TEXT COLLATE "C",
    document_id   TEXT COLLATE "C",
    document_path TEXT COLLATE "C",
    document_type TEXT COLLATE "C",
    life_cycle    TEXT COLLATE "C",
    comment       TEXT COLLATE "C",
    extended      TEXT COLLATE "C"                              -- JSON object of texts
);
-- By blocks of 1024 entries, each ordered by document, as on SQLite: a transaction touches the few pages of the newest block.
CREATE INDEX audit_by_block_and_document ON audit ((id / 1024), document_id) WHERE document_id IS NOT NULL;
