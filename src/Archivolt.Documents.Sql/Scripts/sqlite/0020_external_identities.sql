-- Who users are at identity providers. The name of a deleted user goes, the identity stays and keeps the person out.
CREATE TABLE external_identities (
    issuer    TEXT    NOT NULL,
    subject   TEXT    NOT NULL,
    user_name TEXT    REFERENCES users (name) ON DELETE SET NULL,
    given     TEXT    NOT NULL,
    told      INTEGER NOT NULL,
    created   INTEGER NOT NULL,
    PRIMARY KEY (issuer, subject)
) WITHOUT ROWID;
CREATE INDEX external_identities_by_user ON external_identities (user_name);

-- Sign-ins at a provider that were completed, so that none is twice.
CREATE TABLE used_sign_ins (
    nonce_hash TEXT    NOT NULL PRIMARY KEY,
    expires    INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX used_sign_ins_by_expiry ON used_sign_ins (expires);
