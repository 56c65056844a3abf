-- Descriptive fields of users: a JSON object of texts.
ALTER TABLE users ADD COLUMN details TEXT COLLATE "C" NOT NULL DEFAULT '{}';

-- Groups that have a label or groups in them. Which groups a user is in, the user's row says.
CREATE TABLE user_groups (
    name    TEXT COLLATE "C" PRIMARY KEY,
    label   TEXT COLLATE "C"    NOT NULL,
    created BIGINT NOT NULL
);
CREATE TABLE subgroups (
    group_name TEXT COLLATE "C"    NOT NULL REFERENCES user_groups (name) ON DELETE CASCADE,
    position   BIGINT NOT NULL,
    member     TEXT COLLATE "C"    NOT NULL,
    PRIMARY KEY (group_name, position)
);

-- Vocabularies that properties take their values from.
CREATE TABLE directories (
    name    TEXT COLLATE "C" PRIMARY KEY,
    created BIGINT NOT NULL
);
CREATE TABLE directory_entries (
    directory  TEXT COLLATE "C" NOT NULL REFERENCES directories (name),
    id         TEXT COLLATE "C" NOT NULL,
    properties TEXT COLLATE "C" NOT NULL,                     -- JSON object of texts
    PRIMARY KEY (directory, id)
);
