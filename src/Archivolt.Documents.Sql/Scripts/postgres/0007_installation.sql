-- Which installation this database belongs to, as the records in its stores name it. One row.
CREATE TABLE installation (
    id     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL                        -- grows with every start and every collection
);
-- Where the installation has used a store; one that is missing there is not made anew.
CREATE TABLE store_places (
    place TEXT COLLATE "C" NOT NULL PRIMARY KEY
);
