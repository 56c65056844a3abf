-- Refresh tokens that were exchanged already: who shows one again may have stolen it.
CREATE TABLE oauth2_refreshed (
    refresh_hash TEXT    PRIMARY KEY,             -- SHA-256 of the refresh token, lower-case hexadecimal
    grant_id     INTEGER NOT NULL REFERENCES oauth2_grants (id) ON DELETE CASCADE,
    used         INTEGER NOT NULL,                -- when it was exchanged
    expires      INTEGER NOT NULL                 -- of the refresh token
) WITHOUT ROWID;
CREATE INDEX oauth2_refreshed_by_grant ON oauth2_refreshed (grant_id, expires);
