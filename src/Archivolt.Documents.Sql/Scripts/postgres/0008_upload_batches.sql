-- Uploads before their documents: batches, their files, and the parts of these as providers hold them. Times are the database's.
CREATE TABLE upload_batches (
    id      TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    owner   TEXT COLLATE "C" NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL                        -- 0 when it has ended
);
CREATE INDEX upload_batches_by_expiry ON upload_batches (expires, id);

CREATE TABLE upload_files (
    batch       TEXT COLLATE "C" NOT NULL REFERENCES upload_batches (id) ON DELETE CASCADE,
    number      BIGINT NOT NULL,
    name        TEXT COLLATE "C",
    media_type  TEXT COLLATE "C",
    encoding    TEXT COLLATE "C",
    length      BIGINT,                            -- as it was announced
    chunk_count BIGINT,                            -- null where it comes from its beginning to its end
    PRIMARY KEY (batch, number)
);

CREATE TABLE upload_parts (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    batch       TEXT COLLATE "C" NOT NULL REFERENCES upload_batches (id) ON DELETE CASCADE,
    file        BIGINT,                            -- null for what is to be taken away
    number      BIGINT NOT NULL,
    provider    TEXT COLLATE "C" NOT NULL,
    write_id    TEXT COLLATE "C",                            -- a resumable write of the provider, or
    key         TEXT COLLATE "C",                            -- a blob of it
    reservation TEXT COLLATE "C",                            -- which keeps the blob: uploads.id
    length      BIGINT,                            -- null while it is written
    digest      TEXT COLLATE "C"
);
CREATE INDEX upload_parts_by_file ON upload_parts (batch, file, number);
CREATE INDEX upload_parts_by_reservation ON upload_parts (reservation) WHERE reservation IS NOT NULL;
