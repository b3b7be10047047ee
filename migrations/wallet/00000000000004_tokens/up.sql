-- Tokens that no list names: what the person added, and what was met on a chain.
CREATE TABLE custom_tokens (
    chain_id INTEGER NOT NULL,
    address BLOB NOT NULL CHECK (length(address) = 20),
    name TEXT NOT NULL,
    symbol TEXT NOT NULL,
    decimals INTEGER NOT NULL,
    -- Null if nobody looked, empty if it is of no community.
    community_id TEXT,
    is_added INTEGER NOT NULL CHECK (is_added IN (0, 1)),
    PRIMARY KEY (chain_id, address)
) STRICT, WITHOUT ROWID;

-- What accounts had when a chain told it last. The native currency is the token with the address zero.
CREATE TABLE token_balances (
    account BLOB NOT NULL CHECK (length(account) = 20),
    chain_id INTEGER NOT NULL,
    token BLOB NOT NULL CHECK (length(token) = 20),
    -- Smallest units, 32 bytes, big endian.
    balance BLOB NOT NULL CHECK (length(balance) = 32),
    read_at INTEGER NOT NULL,
    PRIMARY KEY (account, chain_id, token)
) STRICT, WITHOUT ROWID;

-- How amounts of tokens are shown, as worked out from their price.
CREATE TABLE currency_formats (
    symbol TEXT NOT NULL PRIMARY KEY,
    display_decimals INTEGER NOT NULL,
    strip_trailing_zeroes INTEGER NOT NULL CHECK (strip_trailing_zeroes IN (0, 1))
) STRICT, WITHOUT ROWID;
