-- Background work by name: who holds it, how far it came, what was asked of it. Times are the database's.
CREATE TABLE work (
    name       TEXT COLLATE "C" PRIMARY KEY,
    fence      BIGINT NOT NULL,                   -- counts the terms
    holder     TEXT COLLATE "C",
    held_until BIGINT NOT NULL,                   -- 0 when nobody holds it
    checkpoint TEXT COLLATE "C",                  -- JSON
    request    TEXT COLLATE "C",
    changed    BIGINT NOT NULL
);
