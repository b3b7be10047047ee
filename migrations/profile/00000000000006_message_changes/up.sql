-- What changes a message after it was sent.

CREATE TABLE reactions (
    id TEXT NOT NULL PRIMARY KEY,
    message_id TEXT NOT NULL,
    chat_id TEXT NOT NULL,
    local_chat_id TEXT NOT NULL,
    author BLOB NOT NULL CHECK (length(author) = 33),
    emoji INTEGER NOT NULL,
    clock INTEGER NOT NULL,
    message_type INTEGER NOT NULL,
    retracted INTEGER NOT NULL CHECK (retracted IN (0, 1))
) STRICT;
CREATE INDEX reactions_by_message ON reactions (message_id);

CREATE TABLE pins (
    id TEXT NOT NULL PRIMARY KEY,
    message_id TEXT NOT NULL,
    chat_id TEXT NOT NULL,
    local_chat_id TEXT NOT NULL,
    -- Who pinned it, or took it down.
    author BLOB NOT NULL CHECK (length(author) = 33),
    clock INTEGER NOT NULL,
    message_type INTEGER NOT NULL,
    pinned INTEGER NOT NULL CHECK (pinned IN (0, 1)),
    whisper_timestamp INTEGER NOT NULL
) STRICT;
CREATE INDEX pins_by_chat ON pins (local_chat_id, clock DESC, id DESC) WHERE pinned = 1;
CREATE INDEX pins_by_message ON pins (message_id);

-- Changes that arrived before their message.
CREATE TABLE early_changes (
    id TEXT NOT NULL PRIMARY KEY,
    message_id TEXT NOT NULL,
    local_chat_id TEXT NOT NULL,
    author BLOB NOT NULL CHECK (length(author) = 33),
    -- 1 edit, 2 delete, 3 pin, 4 reaction.
    kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 4),
    payload BLOB NOT NULL,
    whisper_timestamp INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    from_stranger INTEGER NOT NULL CHECK (from_stranger IN (0, 1))
) STRICT;
CREATE INDEX early_changes_by_message ON early_changes (message_id, id);
CREATE INDEX early_changes_by_author ON early_changes (author, received_at DESC, id DESC);
CREATE INDEX early_changes_of_strangers ON early_changes (received_at DESC, id DESC) WHERE from_stranger = 1;
CREATE INDEX early_changes_by_age ON early_changes (received_at);

CREATE INDEX messages_by_response ON messages (response_to) WHERE response_to != '';

-- What a message is on the other side of a bridge.
CREATE TABLE bridged_messages (
    message_id TEXT NOT NULL PRIMARY KEY,
    local_chat_id TEXT NOT NULL,
    author BLOB NOT NULL CHECK (length(author) = 33),
    bridge_name TEXT NOT NULL,
    bridge_message_id TEXT NOT NULL,
    parent_message_id TEXT NOT NULL
) STRICT;
CREATE INDEX bridged_messages_by_id
    ON bridged_messages (local_chat_id, author, bridge_name, bridge_message_id, message_id);
CREATE INDEX bridged_messages_by_parent
    ON bridged_messages (local_chat_id, author, bridge_name, parent_message_id, message_id);

-- Own messages as they were sent, where they cannot be made again from what is stored of them.
CREATE TABLE sent_messages (
    message_id TEXT NOT NULL PRIMARY KEY,
    sent_at INTEGER NOT NULL,
    bytes BLOB NOT NULL
) STRICT;
CREATE INDEX sent_messages_by_time ON sent_messages (sent_at DESC, message_id DESC);

-- What belongs to a message goes with it. A message that is replaced is none that goes.
CREATE TRIGGER messages_removed AFTER DELETE ON messages
BEGIN
    DELETE FROM reactions WHERE message_id = old.id;
    DELETE FROM pins WHERE message_id = old.id;
    DELETE FROM bridged_messages WHERE message_id = old.id;
    DELETE FROM sent_messages WHERE message_id = old.id;
END;
