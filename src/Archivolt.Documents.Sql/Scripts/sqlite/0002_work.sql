-- Background work by name: who holds it, how far it came, what was asked of it. Times are the database's.
CREATE TABLE work (
    name       TEXT PRIMARY KEY,
    fence      INTEGER NOT NULL,                  -- counts the terms
    holder     TEXT,
    held_until INTEGER NOT NULL,                  -- 0 when nobody holds it
    checkpoint TEXT,                              -- JSON
    request    TEXT,
    changed    INTEGER NOT NULL
) WITHOUT ROWID;
