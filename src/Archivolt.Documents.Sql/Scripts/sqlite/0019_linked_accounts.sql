-- Accounts at vendors that users connected. Tokens are sealed by a key that is in no database.
CREATE TABLE linked_accounts (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    provider      TEXT    NOT NULL,
    user_name     TEXT    NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    account       TEXT    NOT NULL,
    access_token  TEXT,
    refresh_token TEXT,
    expires       INTEGER,
    created       INTEGER NOT NULL,
    problem       TEXT,
    refreshing    INTEGER,
    change_cursor TEXT,
    UNIQUE (provider, user_name, account)
);
CREATE INDEX linked_accounts_by_user ON linked_accounts (user_name);

-- Users who went to a vendor and have not come back.
CREATE TABLE linked_sign_ins (
    state_hash   TEXT    NOT NULL PRIMARY KEY,
    provider     TEXT    NOT NULL,
    user_name    TEXT    NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    verifier     TEXT    NOT NULL,
    redirect_uri TEXT    NOT NULL,
    expires      INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX linked_sign_ins_by_user ON linked_sign_ins (user_name);
CREATE INDEX linked_sign_ins_by_expiry ON linked_sign_ins (expires);

-- What administrators set for a provider (JSON), over what is configured.
CREATE TABLE linked_services (
    provider TEXT NOT NULL PRIMARY KEY,
    settings TEXT NOT NULL
) WITHOUT ROWID;
