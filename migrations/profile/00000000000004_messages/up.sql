-- Who deleted a message, if that was not its author.
ALTER TABLE messages ADD COLUMN deleted_by BLOB CHECK (length(deleted_by) = 33);
-- UUID that the images of an album share.
ALTER TABLE messages ADD COLUMN album_id TEXT NOT NULL DEFAULT '';
-- 0 none, 1 pending, 2 accepted, 3 declined, 4 trusted, 5 untrustworthy, 6 canceled.
ALTER TABLE messages ADD COLUMN contact_verification_state INTEGER NOT NULL DEFAULT 0
    CHECK (contact_verification_state BETWEEN 0 AND 6);

CREATE INDEX messages_by_album ON messages (local_chat_id, album_id) WHERE album_id != '';
