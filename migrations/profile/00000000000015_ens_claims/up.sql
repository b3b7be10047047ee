-- Names of the Ethereum Name Service that people say they have, the newest of each.
CREATE TABLE ens_claims (
    public_key BLOB NOT NULL PRIMARY KEY CHECK (length(public_key) = 33),
    name TEXT NOT NULL,
    clock INTEGER NOT NULL,
    -- Checks that did not confirm it.
    failures INTEGER NOT NULL,
    -- Unix seconds; null if it is not to be checked.
    check_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX ens_claims_to_check ON ens_claims (check_at, public_key) WHERE check_at IS NOT NULL;
