-- From when and until when an access entry counts, and who made it.
ALTER TABLE access_entries ADD COLUMN creator TEXT COLLATE "C";
ALTER TABLE access_entries ADD COLUMN begins BIGINT;
ALTER TABLE access_entries ADD COLUMN ends BIGINT;

-- Who keeps others from changing a document, and since when.
ALTER TABLE documents ADD COLUMN lock_owner TEXT COLLATE "C";
ALTER TABLE documents ADD COLUMN lock_created BIGINT;
