-- What the history of a private group comes to.
CREATE TABLE groups (
    chat_id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    color TEXT NOT NULL,
    accepted_events INTEGER NOT NULL,
    refused_events INTEGER NOT NULL,
    -- The last of all events that are kept; both NULL without any.
    last_clock INTEGER,
    last_signature BLOB CHECK (length(last_signature) = 65),
    -- Hash over the signatures of the events that count.
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    -- Whom we asked to let us in; NULL unless we wait.
    invitation_admin BLOB CHECK (length(invitation_admin) = 33),
    -- Who told us first of the group.
    received_invitation_admin BLOB CHECK (length(received_invitation_admin) = 33)
) STRICT, WITHOUT ROWID;

CREATE TABLE group_members (
    chat_id TEXT NOT NULL,
    -- In the order of joining.
    position INTEGER NOT NULL,
    public_key BLOB NOT NULL CHECK (length(public_key) = 33),
    is_admin INTEGER NOT NULL CHECK (is_admin IN (0, 1)),
    PRIMARY KEY (chat_id, position)
) STRICT, WITHOUT ROWID;

-- Apart from the groups, because pictures are large and seldom needed.
CREATE TABLE group_images (
    chat_id TEXT NOT NULL PRIMARY KEY,
    image BLOB NOT NULL
) STRICT;

-- The history: every event as its author signed it.
CREATE TABLE group_events (
    chat_id TEXT NOT NULL,
    signature BLOB NOT NULL CHECK (length(signature) = 65),
    clock INTEGER NOT NULL,
    author BLOB NOT NULL CHECK (length(author) = 33),
    event BLOB NOT NULL,
    -- 0 for one that breaks a rule where it stands; an earlier event may come late and allow it.
    is_accepted INTEGER NOT NULL CHECK (is_accepted IN (0, 1)),
    PRIMARY KEY (chat_id, signature)
) STRICT;
CREATE INDEX group_events_by_clock ON group_events (chat_id, clock, signature);

-- Wishes to join groups.
CREATE TABLE group_invitations (
    id TEXT NOT NULL PRIMARY KEY,
    chat_id TEXT NOT NULL,
    author BLOB NOT NULL CHECK (length(author) = 33),
    introduction_message TEXT NOT NULL,
    -- 1 requested, 2 rejected, 3 approved.
    state INTEGER NOT NULL CHECK (state IN (1, 2, 3)),
    clock INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
