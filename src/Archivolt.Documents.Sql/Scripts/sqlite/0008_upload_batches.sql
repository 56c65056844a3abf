-- Uploads before their documents: batches, their files, and the parts of these as providers hold them. Times are the database's.
CREATE TABLE upload_batches (
    id      TEXT NOT NULL PRIMARY KEY,
    owner   TEXT NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL                        -- 0 when it has ended
) WITHOUT ROWID;
CREATE INDEX upload_batches_by_expiry ON upload_batches (expires, id);

CREATE TABLE upload_files (
    batch       TEXT NOT NULL REFERENCES upload_batches (id) ON DELETE CASCADE,
    number      INTEGER NOT NULL,
    name        TEXT,
    media_type  TEXT,
    encoding    TEXT,
    length      INTEGER,                            -- as it was announced
    chunk_count INTEGER,                            -- null where it comes from its beginning to its end
    PRIMARY KEY (batch, number)
) WITHOUT ROWID;

CREATE TABLE upload_parts (
    id          TEXT NOT NULL PRIMARY KEY,
    batch       TEXT NOT NULL REFERENCES upload_batches (id) ON DELETE CASCADE,
    file        INTEGER,                            -- null for what is to be taken away
    number      INTEGER NOT NULL,
    provider    TEXT NOT NULL,
    write_id    TEXT,                            -- a resumable write of the provider, or
    key         TEXT,                            -- a blob of it
    reservation TEXT,                            -- which keeps the blob: uploads.id
    length      INTEGER,                            -- null while it is written
    digest      TEXT
) WITHOUT ROWID;
CREATE INDEX upload_parts_by_file ON upload_parts (batch, file, number);
CREATE INDEX upload_parts_by_reservation ON upload_parts (reservation) WHERE reservation IS NOT NULL;
