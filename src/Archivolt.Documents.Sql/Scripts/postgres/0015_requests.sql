-- Requests that clients may send again under a key (Idempotency-Key), and what they were answered.
CREATE TABLE requests (
    user_name    TEXT COLLATE "C" NOT NULL,
    request_key  TEXT COLLATE "C" NOT NULL,
    subject      TEXT COLLATE "C" NOT NULL,       -- method and address
    turn         TEXT COLLATE "C" NOT NULL,       -- the attempt that carries it out
    expires      BIGINT NOT NULL,
    status       BIGINT,                          -- null while it is carried out
    content_type TEXT COLLATE "C",
    body         TEXT COLLATE "C",                -- Base64; null where it was too long to keep
    PRIMARY KEY (user_name, request_key)
);
CREATE INDEX requests_by_expiry ON requests (expires);
