-- Blocks that were left out when chains were read, each for some accounts: the past that is read later, and what a
-- provider did not tell whole.
CREATE TABLE scan_gaps (
    chain_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    -- Addresses, one after the other.
    accounts BLOB NOT NULL,
    first_block INTEGER NOT NULL,
    last_block INTEGER NOT NULL,
    -- How often they were tried in vain.
    attempts INTEGER NOT NULL,
    -- The height of the chain from which on they are tried.
    not_before INTEGER NOT NULL,
    PRIMARY KEY (chain_id, position)
) STRICT, WITHOUT ROWID;
