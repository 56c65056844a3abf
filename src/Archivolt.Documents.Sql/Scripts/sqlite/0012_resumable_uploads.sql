-- What a resumable upload is asked for again: its metadata as they were sent, and whether it is a part of another one or made of such.
ALTER TABLE upload_files ADD COLUMN metadata TEXT;
ALTER TABLE upload_files ADD COLUMN concatenation TEXT;
