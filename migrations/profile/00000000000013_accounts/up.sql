-- Cards that hold the keys of a keypair.
CREATE TABLE keycards (
    keycard_uid TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    locked INTEGER NOT NULL CHECK (locked IN (0, 1)),
    key_uid TEXT NOT NULL,
    position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE keycard_accounts (
    keycard_uid TEXT NOT NULL,
    address BLOB NOT NULL CHECK (length(address) = 20),
    PRIMARY KEY (keycard_uid, address)
) STRICT, WITHOUT ROWID;

-- What was removed is kept for a while, for the other devices of the profile.
CREATE INDEX keypairs_removed ON keypairs (clock) WHERE removed = 1;
CREATE INDEX keypair_accounts_removed ON keypair_accounts (clock) WHERE removed = 1;
CREATE INDEX keypair_accounts_by_keypair ON keypair_accounts (key_uid);

-- In which order tokens and collectibles are shown, apart for test chains.
CREATE TABLE token_preferences (
    is_test INTEGER NOT NULL CHECK (is_test IN (0, 1)),
    key TEXT NOT NULL,
    position INTEGER NOT NULL,
    -- -1 without a place.
    group_position INTEGER NOT NULL,
    visible INTEGER NOT NULL CHECK (visible IN (0, 1)),
    community_id TEXT NOT NULL,
    PRIMARY KEY (is_test, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE collectible_preferences (
    is_test INTEGER NOT NULL CHECK (is_test IN (0, 1)),
    -- 1 collectible of no community, 2 of a community, 3 collection, 4 community.
    kind INTEGER NOT NULL CHECK (kind IN (1, 2, 3, 4)),
    key TEXT NOT NULL,
    position INTEGER NOT NULL,
    visible INTEGER NOT NULL CHECK (visible IN (0, 1)),
    PRIMARY KEY (is_test, kind, key)
) STRICT, WITHOUT ROWID;

-- Addresses of others under a name.
CREATE TABLE saved_addresses (
    address BLOB NOT NULL CHECK (length(address) = 20),
    is_test INTEGER NOT NULL CHECK (is_test IN (0, 1)),
    name TEXT NOT NULL,
    chain_short_names TEXT NOT NULL,
    ens_name TEXT NOT NULL,
    color TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    clock INTEGER NOT NULL,
    removed INTEGER NOT NULL CHECK (removed IN (0, 1)),
    PRIMARY KEY (address, is_test)
) STRICT, WITHOUT ROWID;
CREATE INDEX saved_addresses_by_age ON saved_addresses (created_at, address, is_test) WHERE removed = 0;
CREATE INDEX saved_addresses_removed ON saved_addresses (clock) WHERE removed = 1;
