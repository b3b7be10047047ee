-- What moved from or to an account. Numbers of 256 bits are 32 bytes, the highest first. Rows lie in the order in which
-- they were found, which is nearly that of time: a page of an account is in few places.
CREATE TABLE transfers (
    row_id INTEGER NOT NULL PRIMARY KEY,
    chain_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    account BLOB NOT NULL,
    -- 0 native, 1 ERC-20, 2 ERC-721, 3 ERC-1155.
    kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 3),
    contract BLOB NOT NULL,
    token_id BLOB NOT NULL,
    from_address BLOB NOT NULL,
    -- NULL if the transaction created a contract.
    to_address BLOB,
    amount BLOB NOT NULL,
    transaction_hash BLOB NOT NULL,
    block_number INTEGER NOT NULL,
    block_hash BLOB NOT NULL,
    -- Unix seconds.
    timestamp INTEGER NOT NULL,
    is_success INTEGER NOT NULL CHECK (is_success IN (0, 1)),
    created_contract BLOB,
    is_issue INTEGER NOT NULL CHECK (is_issue IN (0, 1)),
    -- 0 for none.
    multi_transaction_id INTEGER NOT NULL,
    UNIQUE (chain_id, id, account)
) STRICT;
-- Which rows are in a page, without reading them.
CREATE INDEX transfers_newest ON transfers (account, chain_id, timestamp DESC, id, multi_transaction_id);
CREATE INDEX transfers_by_block ON transfers (chain_id, block_number);
CREATE INDEX transfers_by_transaction ON transfers (transaction_hash, chain_id);
CREATE INDEX transfers_by_id ON transfers (id);
CREATE INDEX transfers_of_multi_transactions ON transfers (multi_transaction_id) WHERE multi_transaction_id != 0;
-- Each recipient, and the oldest time of each, is found without what is between.
CREATE INDEX transfers_recipients ON transfers (account, chain_id, to_address, timestamp)
    WHERE multi_transaction_id = 0;
CREATE INDEX transfers_collectibles ON transfers (account, chain_id, contract, token_id, kind) WHERE kind >= 2;

-- Transactions of which there are transfers, as they are in their blocks.
CREATE TABLE mined_transactions (
    chain_id INTEGER NOT NULL,
    hash BLOB NOT NULL,
    block_number INTEGER NOT NULL,
    block_hash BLOB NOT NULL,
    transaction_index INTEGER NOT NULL,
    from_address BLOB NOT NULL,
    -- NULL if it created a contract.
    to_address BLOB,
    nonce INTEGER NOT NULL,
    value BLOB NOT NULL,
    input BLOB NOT NULL,
    gas_limit INTEGER NOT NULL,
    gas_used INTEGER NOT NULL,
    gas_price BLOB,
    max_fee_per_gas BLOB,
    max_priority_fee_per_gas BLOB,
    effective_gas_price BLOB NOT NULL,
    base_fee_per_gas BLOB,
    l1_fee BLOB,
    kind INTEGER NOT NULL,
    is_success INTEGER NOT NULL CHECK (is_success IN (0, 1)),
    created_contract BLOB,
    PRIMARY KEY (chain_id, hash)
) STRICT;

-- How far chains were read, each for some accounts.
CREATE TABLE scans (
    chain_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    -- Addresses, one after the other.
    accounts BLOB NOT NULL,
    next_block INTEGER NOT NULL,
    -- The newest ranges, oldest first: 8 bytes first block, 8 bytes last block, 32 bytes hash of it, each.
    ranges BLOB NOT NULL,
    PRIMARY KEY (chain_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX pending_transactions_parts ON pending_transactions (multi_transaction_id)
    WHERE multi_transaction_id != 0;
CREATE INDEX multi_transactions_given ON multi_transactions (from_address, timestamp DESC, id);
CREATE INDEX multi_transactions_got ON multi_transactions (to_address, timestamp DESC, id);
CREATE INDEX multi_transactions_recipients ON multi_transactions (from_address, to_address, timestamp);
