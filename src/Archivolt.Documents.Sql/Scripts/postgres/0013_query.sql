-- For queries that ask for a title or the newest documents. An expression is that of PropertySql, letter by letter.
CREATE INDEX documents_by_title ON documents (repository, ((REPLACE(properties, '\u0000', '\ufffd')::json #>> '{"dc:title"}') COLLATE "C") NULLS FIRST, number);
CREATE INDEX documents_by_modification ON documents (repository, ((REPLACE(properties, '\u0000', '\ufffd')::json #>> '{"dc:modified","$date"}') COLLATE "C") NULLS FIRST, number);
CREATE INDEX documents_by_type ON documents (repository, type, number);
