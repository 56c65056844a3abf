-- Refresh tokens that were exchanged already: who shows one again may have stolen it.
CREATE TABLE oauth2_refreshed (
    refresh_hash TEXT COLLATE "C" PRIMARY KEY,    -- SHA-256 of the refresh token, lower-case hexadecimal
    grant_id     BIGINT NOT NULL REFERENCES oauth2_grants (id) ON DELETE CASCADE,
    used         BIGINT NOT NULL,                 -- when it was exchanged
    expires      BIGINT NOT NULL                  -- of the refresh token
);
CREATE INDEX oauth2_refreshed_by_grant ON oauth2_refreshed (grant_id, expires);
