-- For queries that ask for a title or the newest documents. An expression is that of PropertySql, letter by letter.
CREATE INDEX documents_by_title ON documents (repository, json_extract(properties, '$."dc:title"'), number);
CREATE INDEX documents_by_modification ON documents (repository, json_extract(properties, '$."dc:modified"."$date"'), number);
CREATE INDEX documents_by_type ON documents (repository, type, number);
