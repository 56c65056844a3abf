-- Renditions of the content of documents. What holds the content of one is its row in blob_references, with a path that begins with '@'.
CREATE TABLE renditions (
    repository      TEXT    NOT NULL,
    document_id     TEXT    NOT NULL,
    xpath           TEXT    NOT NULL,
    source_provider TEXT    NOT NULL,             -- the content it was made of
    source_key      TEXT    NOT NULL,
    state           TEXT    NOT NULL,             -- the entity tag of that content
    recipe          TEXT    NOT NULL,
    media_type      TEXT    NOT NULL,
    file_name       TEXT    NOT NULL,
    length          INTEGER NOT NULL,
    digest          TEXT    NOT NULL,
    PRIMARY KEY (repository, document_id, xpath),
    FOREIGN KEY (repository, document_id, xpath) REFERENCES blob_references (repository, document_id, xpath) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX renditions_by_source ON renditions (source_provider, source_key, recipe);
