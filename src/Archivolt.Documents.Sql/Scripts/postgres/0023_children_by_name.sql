-- For pages of a folder in the order of names. An index serves what SystemProperty and NxqlSql write.
CREATE INDEX documents_by_name ON documents (repository, parent_id, name NULLS FIRST, number);
