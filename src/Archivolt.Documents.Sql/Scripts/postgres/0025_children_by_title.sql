-- For the pages of a folder in the order of their titles. The expression is that of PropertySql, letter by letter.
CREATE INDEX documents_in_order ON documents (repository, parent_id, (LOWER(((REPLACE(properties, '\u0000', '\ufffd')::json #>> '{"dc:title"}') COLLATE "C") COLLATE "default") COLLATE "C") NULLS FIRST, number);
