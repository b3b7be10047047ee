-- Transactions on their way into a chain. Numbers of 256 bits are 32 bytes, the highest first.
CREATE TABLE pending_transactions (
    chain_id INTEGER NOT NULL,
    hash BLOB NOT NULL,
    from_address BLOB NOT NULL,
    -- NULL creates a contract.
    to_address BLOB,
    -- NULL if whoever sent it did not tell.
    nonce INTEGER,
    value BLOB NOT NULL,
    data BLOB NOT NULL,
    gas_limit INTEGER NOT NULL,
    max_fee_per_gas BLOB NOT NULL,
    max_priority_fee_per_gas BLOB NOT NULL,
    -- What providers are given, before it is given to any. Empty for what was sent elsewhere.
    raw BLOB NOT NULL,
    timestamp INTEGER NOT NULL,
    symbol TEXT NOT NULL,
    kind TEXT NOT NULL,
    additional_data TEXT NOT NULL,
    multi_transaction_id INTEGER NOT NULL,
    auto_delete INTEGER NOT NULL CHECK (auto_delete IN (0, 1)),
    -- 1 signed, 2 broadcast, 3 in a block, 4 in a block for good, 5 replaced, 6 replaced for good, 7 dropped.
    state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 7),
    -- Of what is in a block.
    block_number INTEGER,
    block_hash BLOB,
    is_success INTEGER CHECK (is_success IN (0, 1)),
    -- Of what was replaced by one that is here.
    replaced_by BLOB,
    -- Of what was dropped.
    reason TEXT,
    PRIMARY KEY (chain_id, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX pending_transactions_unfinished ON pending_transactions (chain_id, from_address, nonce, hash)
    WHERE state IN (1, 2, 3, 5);
CREATE INDEX pending_transactions_by_nonce ON pending_transactions (chain_id, from_address, nonce, hash);
-- Those whose nonce is used.
CREATE INDEX pending_transactions_used ON pending_transactions (chain_id, from_address, nonce)
    WHERE state IN (3, 4, 5, 6);

-- What a person wanted, of which transactions are parts.
CREATE TABLE multi_transactions (
    id INTEGER NOT NULL PRIMARY KEY,
    timestamp INTEGER NOT NULL,
    from_network_id INTEGER NOT NULL,
    to_network_id INTEGER NOT NULL,
    from_tx_hash BLOB NOT NULL,
    to_tx_hash BLOB NOT NULL,
    from_address BLOB NOT NULL,
    to_address BLOB NOT NULL,
    from_asset TEXT NOT NULL,
    to_asset TEXT NOT NULL,
    from_amount BLOB,
    to_amount BLOB,
    kind INTEGER NOT NULL,
    cross_tx_id TEXT NOT NULL
) STRICT;
