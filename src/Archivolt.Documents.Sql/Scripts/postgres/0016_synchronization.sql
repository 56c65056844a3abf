-- What users keep a copy of on their devices.
CREATE TABLE synchronization_roots (
    user_name   TEXT COLLATE "C" NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    repository  TEXT COLLATE "C" NOT NULL,
    document_id TEXT COLLATE "C" NOT NULL,
    created     BIGINT NOT NULL,
    PRIMARY KEY (user_name, repository, document_id),
    FOREIGN KEY (repository, document_id) REFERENCES documents (repository, id) ON DELETE CASCADE
);
CREATE INDEX synchronization_roots_by_document ON synchronization_roots (repository, document_id);
