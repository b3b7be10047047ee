-- Identity verification between contacts

CREATE TABLE verifications (
    -- Id of the application message that asked.
    id TEXT NOT NULL PRIMARY KEY,
    sender BLOB NOT NULL CHECK (length(sender) = 33),
    recipient BLOB NOT NULL CHECK (length(recipient) = 33),
    challenge TEXT NOT NULL,
    response TEXT NOT NULL,
    requested_at INTEGER NOT NULL,
    -- 1 pending, 2 accepted, 3 declined, 4 canceled, 5 trusted, 6 untrustworthy.
    status INTEGER NOT NULL CHECK (status BETWEEN 1 AND 6),
    replied_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX verifications_by_recipient ON verifications (recipient, requested_at DESC, id DESC);
CREATE INDEX verifications_by_people ON verifications (sender, recipient, requested_at DESC, id DESC);

-- The community that an entry of the activity center is about; empty for others.
ALTER TABLE activities ADD COLUMN community_id TEXT NOT NULL DEFAULT '';
CREATE INDEX activities_by_community ON activities (community_id) WHERE deleted = 0 AND community_id != '';

-- The images of an album in their order.
DROP INDEX messages_by_album;
CREATE INDEX messages_by_album ON messages (local_chat_id, album_id, clock, id) WHERE album_id != '';
