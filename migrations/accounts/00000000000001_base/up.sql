-- Tells this kind of database from the others ('STac').
PRAGMA application_id = 1398038883;

-- Unsigned numbers of 64 bits (times and clocks) are stored less 2^63, so that the engine's signed numbers hold all of them
-- in their order.

-- People who can log in on this device. Nothing in here is secret but what is wrapped.
CREATE TABLE accounts (
    key_uid TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    -- Unix milliseconds.
    login_timestamp INTEGER NOT NULL,
    -- Pairs of bytes: run length, colour index.
    color_hash BLOB NOT NULL,
    color_id INTEGER NOT NULL,
    customization_color TEXT NOT NULL,
    customization_color_clock INTEGER NOT NULL,
    kdf_iterations INTEGER NOT NULL,
    has_accepted_terms INTEGER NOT NULL CHECK (has_accepted_terms IN (0, 1)),
    keycard_pairing TEXT NOT NULL
) STRICT;
CREATE INDEX accounts_by_login ON accounts (login_timestamp DESC, key_uid);

CREATE TABLE identity_images (
    key_uid TEXT NOT NULL REFERENCES accounts (key_uid) ON DELETE CASCADE,
    -- 'thumbnail' or 'large'.
    name TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    file_size INTEGER NOT NULL,
    resize_target INTEGER NOT NULL,
    clock INTEGER NOT NULL,
    payload BLOB NOT NULL,
    PRIMARY KEY (key_uid, name)
) STRICT;

-- The random key of an account's databases, encrypted under a key that comes from the password. It is stored before
-- the account is listed, so it refers to no row.
CREATE TABLE wrapped_data_keys (
    key_uid TEXT NOT NULL PRIMARY KEY,
    -- 'argon2id+xchacha20poly1305'; the associated data is the key UID.
    algorithm TEXT NOT NULL,
    memory_kib INTEGER NOT NULL,
    iterations INTEGER NOT NULL,
    salt BLOB NOT NULL CHECK (length(salt) = 16),
    nonce BLOB NOT NULL CHECK (length(nonce) = 24),
    -- The key and the tag.
    ciphertext BLOB NOT NULL CHECK (length(ciphertext) = 48)
) STRICT;
