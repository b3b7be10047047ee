-- Pictures that contacts have of themselves.
CREATE TABLE contact_images (
    contact BLOB NOT NULL CHECK (length(contact) = 33),
    -- 'thumbnail' or 'large'.
    name TEXT NOT NULL,
    clock INTEGER NOT NULL,
    payload BLOB NOT NULL,
    PRIMARY KEY (contact, name)
) STRICT, WITHOUT ROWID;

-- What people last said about being there.
CREATE TABLE user_statuses (
    public_key BLOB NOT NULL PRIMARY KEY CHECK (length(public_key) = 33),
    -- 1 automatic, 2 do not disturb, 3 always online, 4 inactive.
    status_type INTEGER NOT NULL,
    -- Unix seconds.
    clock INTEGER NOT NULL,
    text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX user_statuses_by_age ON user_statuses (clock, public_key) WHERE status_type = 1;
CREATE INDEX user_statuses_by_clock ON user_statuses (clock);

-- What people show us of themselves.
CREATE TABLE showcases (
    contact BLOB NOT NULL PRIMARY KEY CHECK (length(contact) = 33),
    -- Protobuf ProfileShowcaseEntries: all that we may see.
    entries BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Which accounts are in those.
CREATE TABLE showcase_accounts (
    address TEXT NOT NULL,
    contact BLOB NOT NULL REFERENCES showcases (contact) ON DELETE CASCADE,
    PRIMARY KEY (address, contact)
) STRICT, WITHOUT ROWID;
CREATE INDEX showcase_accounts_by_contact ON showcase_accounts (contact, address);

-- What we show, and to whom. One row.
CREATE TABLE showcase_preferences (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    -- Protobuf SyncProfileShowcasePreferences.
    preferences BLOB NOT NULL
) STRICT;

-- What was last said of ourselves beside the contact code. One row.
CREATE TABLE published_identity (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    published_at INTEGER NOT NULL
) STRICT;
