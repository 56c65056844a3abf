-- For what somebody was given rights on.
CREATE INDEX access_entries_by_grantee ON access_entries (repository, grantee, document_id);
