-- Who users are at identity providers. The name of a deleted user goes, the identity stays and keeps the person out.
CREATE TABLE external_identities (
    issuer    TEXT COLLATE "C" NOT NULL,
    subject   TEXT COLLATE "C" NOT NULL,
    user_name TEXT COLLATE "C" REFERENCES users (name) ON DELETE SET NULL,
    given     TEXT COLLATE "C" NOT NULL,
    told      BIGINT NOT NULL,
    created   BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX external_identities_by_user ON external_identities (user_name);

-- Sign-ins at a provider that were completed, so that none is twice.
CREATE TABLE used_sign_ins (
    nonce_hash TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    expires    BIGINT NOT NULL
);
CREATE INDEX used_sign_ins_by_expiry ON used_sign_ins (expires);
