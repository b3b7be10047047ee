-- Chains and where they are reached. URLs may hold tokens that the person entered.
CREATE TABLE networks (
    chain_id INTEGER NOT NULL PRIMARY KEY,
    chain_name TEXT NOT NULL,
    rpc_url TEXT NOT NULL,
    original_rpc_url TEXT NOT NULL,
    fallback_url TEXT NOT NULL,
    original_fallback_url TEXT NOT NULL,
    block_explorer_url TEXT NOT NULL,
    icon_url TEXT NOT NULL,
    native_currency_name TEXT NOT NULL,
    native_currency_symbol TEXT NOT NULL,
    native_currency_decimals INTEGER NOT NULL,
    is_test INTEGER NOT NULL CHECK (is_test IN (0, 1)),
    layer INTEGER NOT NULL,
    enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    chain_color TEXT NOT NULL,
    short_name TEXT NOT NULL,
    related_chain_id INTEGER NOT NULL
) STRICT;
