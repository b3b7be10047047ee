-- Chats, people and communities with notification settings of their own.
CREATE TABLE notification_exemptions (
    id TEXT NOT NULL PRIMARY KEY,
    mute_all_messages INTEGER NOT NULL CHECK (mute_all_messages IN (0, 1)),
    personal_mentions TEXT NOT NULL,
    global_mentions TEXT NOT NULL,
    other_messages TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What happened to own messages on their way. Forgotten with their confirmations.
CREATE TABLE deliveries (
    message_id TEXT NOT NULL PRIMARY KEY,
    queued_at INTEGER NOT NULL,
    -- NULL until the network took an envelope.
    first_published_at INTEGER,
    last_published_at INTEGER,
    published_envelopes INTEGER NOT NULL DEFAULT 0,
    -- Most peers that took an envelope.
    peers INTEGER NOT NULL DEFAULT 0,
    -- NULL until a node that keeps messages was found to have all of it.
    stored_at INTEGER,
    given_up_at INTEGER,
    -- 1 the network refuses it, 2 no node that keeps messages ever got it.
    given_up_reason INTEGER CHECK (given_up_reason IN (1, 2)),
    CHECK ((given_up_at IS NULL) = (given_up_reason IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_by_time ON deliveries (queued_at);

-- The installation that confirmed; NULL if it did not say which it is.
ALTER TABLE confirmations ADD COLUMN confirmed_by TEXT;
-- When it was sent as often as it may be.
ALTER TABLE confirmations ADD COLUMN given_up_at INTEGER;
CREATE INDEX confirmations_by_message ON confirmations (message_id, recipient, datasync_id);
