-- Requests that clients may send again under a key (Idempotency-Key), and what they were answered.
CREATE TABLE requests (
    user_name    TEXT    NOT NULL,
    request_key  TEXT    NOT NULL,
    subject      TEXT    NOT NULL,                -- method and address
    turn         TEXT    NOT NULL,                -- the attempt that carries it out
    expires      INTEGER NOT NULL,
    status       INTEGER,                         -- null while it is carried out
    content_type TEXT,
    body         TEXT,                            -- Base64; null where it was too long to keep
    PRIMARY KEY (user_name, request_key)
) WITHOUT ROWID;
CREATE INDEX requests_by_expiry ON requests (expires);
