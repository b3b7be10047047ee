//! Tables of a wallet's database.

diesel::table! {
    networks (chain_id) {
        chain_id -> BigInt,
        chain_name -> Text,
        rpc_url -> Text,
        original_rpc_url -> Text,
        fallback_url -> Text,
        original_fallback_url -> Text,
        block_explorer_url -> Text,
        icon_url -> Text,
        native_currency_name -> Text,
        native_currency_symbol -> Text,
        native_currency_decimals -> BigInt,
        is_test -> Bool,
        layer -> BigInt,
        enabled -> Bool,
        chain_color -> Text,
        short_name -> Text,
        related_chain_id -> BigInt,
    }
}
