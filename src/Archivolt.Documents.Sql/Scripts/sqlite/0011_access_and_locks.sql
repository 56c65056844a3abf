-- From when and until when an access entry counts, and who made it.
ALTER TABLE access_entries ADD COLUMN creator TEXT;
ALTER TABLE access_entries ADD COLUMN begins INTEGER;
ALTER TABLE access_entries ADD COLUMN ends INTEGER;

-- Who keeps others from changing a document, and since when.
ALTER TABLE documents ADD COLUMN lock_owner TEXT;
ALTER TABLE documents ADD COLUMN lock_created INTEGER;
