-- Renditions of the content of documents. What holds the content of one is its row in blob_references, with a path that begins with '@'.
CREATE TABLE renditions (
    repository      TEXT COLLATE "C" NOT NULL,
    document_id     TEXT COLLATE "C" NOT NULL,
    xpath           TEXT COLLATE "C" NOT NULL,
    source_provider TEXT COLLATE "C" NOT NULL,             -- the content it was made of
    source_key      TEXT COLLATE "C" NOT NULL,
    state           TEXT COLLATE "C" NOT NULL,             -- the entity tag of that content
    recipe          TEXT COLLATE "C" NOT NULL,
    media_type      TEXT COLLATE "C" NOT NULL,
    file_name       TEXT COLLATE "C" NOT NULL,
    length          BIGINT NOT NULL,
    digest          TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (repository, document_id, xpath),
    FOREIGN KEY (repository, document_id, xpath) REFERENCES blob_references (repository, document_id, xpath) ON DELETE CASCADE
);
CREATE INDEX renditions_by_source ON renditions (source_provider, source_key, recipe);
