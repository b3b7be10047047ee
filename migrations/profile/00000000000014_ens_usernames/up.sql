-- Names of the Ethereum Name Service that are the person's own.
CREATE TABLE ens_usernames (
    username TEXT NOT NULL,
    chain_id INTEGER NOT NULL,
    -- Seconds.
    clock INTEGER NOT NULL,
    removed INTEGER NOT NULL CHECK (removed IN (0, 1)),
    PRIMARY KEY (username, chain_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ens_usernames_kept ON ens_usernames (username, chain_id) WHERE removed = 0;
CREATE INDEX ens_usernames_removed ON ens_usernames (clock) WHERE removed = 1;
