-- What applications may do for people (OAuth 2). The access token stands in tokens; whoever deletes that ends the grant.
CREATE TABLE oauth2_grants (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    client_id    TEXT    NOT NULL,
    user_name    TEXT    NOT NULL,
    token_id     TEXT    NOT NULL UNIQUE REFERENCES tokens (id) ON DELETE CASCADE,
    refresh_hash TEXT    NOT NULL UNIQUE,         -- SHA-256 of the refresh token, lower-case hexadecimal
    created      INTEGER NOT NULL,
    expires      INTEGER NOT NULL                 -- of the refresh token
);
CREATE INDEX oauth2_grants_by_client ON oauth2_grants (client_id);
CREATE TABLE oauth2_codes (
    code_hash    TEXT PRIMARY KEY,                -- SHA-256 of the code, lower-case hexadecimal
    client_id    TEXT    NOT NULL,
    user_name    TEXT    NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    redirect_uri TEXT,
    challenge    TEXT,
    expires      INTEGER NOT NULL,
    grant_id     INTEGER                          -- what came of it; null until it is exchanged
) WITHOUT ROWID;
