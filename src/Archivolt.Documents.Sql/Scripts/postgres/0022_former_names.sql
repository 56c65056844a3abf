-- The path that a document had before a program moved it away, as long as it may come back to it.
CREATE TABLE former_names (
    repository  TEXT COLLATE "C" NOT NULL,
    document_id TEXT COLLATE "C" NOT NULL,
    path        TEXT COLLATE "C" NOT NULL,
    user_name   TEXT COLLATE "C" NOT NULL,
    expires     BIGINT NOT NULL,
    PRIMARY KEY (repository, document_id),
    FOREIGN KEY (repository, document_id) REFERENCES documents (repository, id) ON DELETE CASCADE
);
CREATE INDEX former_names_by_path ON former_names (repository, path);
CREATE INDEX former_names_by_expiry ON former_names (expires);
