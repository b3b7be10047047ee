-- Tells this kind of database from the others ('STar').
PRAGMA application_id = 1398038898;

-- A topic is some 50 bytes and has many messages: they name it by a number.
CREATE TABLE topics (
    id INTEGER NOT NULL PRIMARY KEY,
    pubsub_topic TEXT NOT NULL,
    content_topic TEXT NOT NULL,
    UNIQUE (pubsub_topic, content_topic)
) STRICT;

-- The messages of a topic lie side by side in the order in which they are asked for, so that a page of them is a few
-- neighbouring pages of the file.
CREATE TABLE messages (
    topic_id INTEGER NOT NULL REFERENCES topics (id),
    -- Unix nanoseconds.
    timestamp_ns INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    -- The encoded Waku message.
    message BLOB NOT NULL,
    PRIMARY KEY (topic_id, timestamp_ns, hash)
) STRICT, WITHOUT ROWID;
-- For cursors, for questions about certain messages, and so that a message is kept once.
CREATE UNIQUE INDEX messages_by_hash ON messages (hash);
-- For questions about all topics, and for what has to go.
CREATE INDEX messages_by_time ON messages (timestamp_ns, hash);

-- One row: how many messages there are. Counting them would read all of them.
CREATE TABLE message_count (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 0),
    messages INTEGER NOT NULL
) STRICT;
INSERT INTO message_count VALUES (0, 0);
