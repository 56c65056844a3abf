-- For the pages of a folder in the order of their titles. The expression is that of PropertySql, letter by letter.
CREATE INDEX documents_in_order ON documents (repository, parent_id, json_extract(properties, '$."dc:title"') COLLATE NOCASE, number);
