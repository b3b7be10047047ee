-- Nodes that we were connected to, for the next start. A few hundred at most.
CREATE TABLE known_peers (
    peer_id TEXT NOT NULL PRIMARY KEY,
    -- Multiaddress that ends in the peer id.
    address TEXT NOT NULL,
    -- Node record in RLP; empty if it is not known.
    record BLOB NOT NULL,
    -- Unix milliseconds.
    connected_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX known_peers_by_time ON known_peers (connected_at DESC, peer_id);
