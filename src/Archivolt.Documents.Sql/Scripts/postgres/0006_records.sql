-- Records, their retention, and content in cold storage. The indexes hold only the documents that are one of these.
ALTER TABLE documents ADD COLUMN record BIGINT NOT NULL DEFAULT 0;         -- 0 no, 1 flexible, 2 enforced
ALTER TABLE documents ADD COLUMN retain_until BIGINT;                      -- milliseconds
ALTER TABLE documents ADD COLUMN legal_hold BIGINT NOT NULL DEFAULT 0;     -- 0 or 1
ALTER TABLE documents ADD COLUMN retained_properties TEXT COLLATE "C";     -- JSON array of paths; null for none
ALTER TABLE documents ADD COLUMN cold BIGINT NOT NULL DEFAULT 0;           -- 0 no, 1 in cold storage, 2 and awaited

CREATE INDEX documents_records ON documents (repository, id) WHERE record > 0;
CREATE INDEX documents_retained ON documents (repository, path) WHERE legal_hold = 1 OR retain_until IS NOT NULL;
CREATE INDEX documents_retention ON documents (repository, retain_until, id) WHERE retain_until IS NOT NULL;
CREATE INDEX documents_cold ON documents (repository, id) WHERE cold > 0;
CREATE INDEX documents_cold_awaited ON documents (repository, id) WHERE cold = 2;
