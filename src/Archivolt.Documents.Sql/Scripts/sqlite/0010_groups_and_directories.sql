-- Descriptive fields of users: a JSON object of texts.
ALTER TABLE users ADD COLUMN details TEXT NOT NULL DEFAULT '{}';

-- Groups that have a label or groups in them. Which groups a user is in, the user's row says.
CREATE TABLE user_groups (
    name    TEXT PRIMARY KEY,
    label   TEXT    NOT NULL,
    created INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE subgroups (
    group_name TEXT    NOT NULL REFERENCES user_groups (name) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    member     TEXT    NOT NULL,
    PRIMARY KEY (group_name, position)
) WITHOUT ROWID;

-- Vocabularies that properties take their values from.
CREATE TABLE directories (
    name    TEXT PRIMARY KEY,
    created INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE directory_entries (
    directory  TEXT NOT NULL REFERENCES directories (name),
    id         TEXT NOT NULL,
    properties TEXT NOT NULL,                     -- JSON object of texts
    PRIMARY KEY (directory, id)
) WITHOUT ROWID;
