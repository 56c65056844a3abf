-- What applications may do for people (OAuth 2). The access token stands in tokens; whoever deletes that ends the grant.
CREATE TABLE oauth2_grants (
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    client_id    TEXT COLLATE "C" NOT NULL,
    user_name    TEXT COLLATE "C" NOT NULL,
    token_id     TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES tokens (id) ON DELETE CASCADE,
    refresh_hash TEXT COLLATE "C" NOT NULL UNIQUE, -- SHA-256 of the refresh token, lower-case hexadecimal
    created      BIGINT NOT NULL,
    expires      BIGINT NOT NULL                  -- of the refresh token
);
CREATE INDEX oauth2_grants_by_client ON oauth2_grants (client_id);
CREATE TABLE oauth2_codes (
    code_hash    TEXT COLLATE "C" PRIMARY KEY,    -- SHA-256 of the code, lower-case hexadecimal
    client_id    TEXT COLLATE "C" NOT NULL,
    user_name    TEXT COLLATE "C" NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    redirect_uri TEXT COLLATE "C",
    challenge    TEXT COLLATE "C",
    expires      BIGINT NOT NULL,
    grant_id     BIGINT                           -- what came of it; null until it is exchanged
);
