-- History: what is fetched from nodes that keep messages

CREATE TABLE history_topics (
    pubsub_topic TEXT NOT NULL,
    content_topic BLOB NOT NULL CHECK (length(content_topic) = 4),
    -- Unix seconds. Up to the first everything was fetched, up to the second everything was fetched or is part of a walk.
    fetched_to INTEGER NOT NULL,
    planned_to INTEGER NOT NULL,
    PRIMARY KEY (pubsub_topic, content_topic)
) STRICT, WITHOUT ROWID;

-- Ranges of time that are being read, from the newest message to the oldest. One row is one reader, removed at its end.
CREATE TABLE history_walks (
    -- Never used again, so that a late page of one walk cannot move another.
    number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    pubsub_topic TEXT NOT NULL,
    -- Four bytes each.
    content_topics BLOB NOT NULL CHECK (length(content_topics) % 4 = 0),
    -- Unix nanoseconds: the whole range, the end of the window that is being read, the oldest message of it that was read.
    from_ns INTEGER NOT NULL,
    to_ns INTEGER NOT NULL,
    until_ns INTEGER NOT NULL,
    seen_ns INTEGER NOT NULL,
    -- Where the next page begins, and who says so; both NULL at the beginning of a window.
    cursor_peer TEXT,
    cursor_hash BLOB CHECK (length(cursor_hash) = 32)
) STRICT;

-- Nodes that the user added.
CREATE TABLE store_nodes (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    enr TEXT NOT NULL,
    address TEXT NOT NULL,
    fleet TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Envelopes that were published, until a node that keeps messages is found to have them.
CREATE TABLE published_envelopes (
    hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    pubsub_topic TEXT NOT NULL,
    -- 0 low, 1 normal, 2 high.
    priority INTEGER NOT NULL CHECK (priority IN (0, 1, 2)),
    attempts INTEGER NOT NULL,
    published_at INTEGER NOT NULL,
    message BLOB NOT NULL
) STRICT;
CREATE INDEX published_envelopes_by_time ON published_envelopes (published_at, hash);

-- Application messages inside a published envelope.
CREATE TABLE published_envelope_messages (
    envelope BLOB NOT NULL REFERENCES published_envelopes (hash) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    PRIMARY KEY (envelope, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX published_envelope_messages_by_message ON published_envelope_messages (message_id);

-- Confirmations get an age, so that old ones can be forgotten. Those that are here are as old as this migration.
ALTER TABLE confirmations ADD COLUMN expected_at INTEGER NOT NULL DEFAULT 0;
UPDATE confirmations SET expected_at = unixepoch() * 1000 - 9223372036854775807 - 1;
CREATE INDEX confirmations_by_time ON confirmations (expected_at);
