-- What programs hold a lock by, and until when (JSON); NULL for a lock that lasts until somebody takes it off.
ALTER TABLE documents ADD COLUMN lock_tokens TEXT;
