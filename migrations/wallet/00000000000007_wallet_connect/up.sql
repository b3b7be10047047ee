-- Sessions of web pages by WalletConnect, as the client told of them.
CREATE TABLE wallet_connect_sessions (
    topic TEXT NOT NULL PRIMARY KEY,
    pairing_topic TEXT NOT NULL,
    session_json TEXT NOT NULL,
    -- Unix seconds.
    expiry INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    is_disconnected INTEGER NOT NULL CHECK (is_disconnected IN (0, 1)),
    is_test INTEGER NOT NULL CHECK (is_test IN (0, 1)),
    url TEXT NOT NULL,
    name TEXT NOT NULL,
    icon_url TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX wallet_connect_sessions_by_expiry ON wallet_connect_sessions (expiry) WHERE is_disconnected = 0;
