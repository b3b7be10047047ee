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

diesel::table! {
    pending_transactions (chain_id, hash) {
        chain_id -> BigInt,
        hash -> Binary,
        from_address -> Binary,
        to_address -> Nullable<Binary>,
        nonce -> Nullable<BigInt>,
        value -> Binary,
        data -> Binary,
        gas_limit -> BigInt,
        max_fee_per_gas -> Binary,
        max_priority_fee_per_gas -> Binary,
        raw -> Binary,
        timestamp -> BigInt,
        symbol -> Text,
        kind -> Text,
        additional_data -> Text,
        multi_transaction_id -> BigInt,
        auto_delete -> Bool,
        state -> Integer,
        block_number -> Nullable<BigInt>,
        block_hash -> Nullable<Binary>,
        is_success -> Nullable<Bool>,
        replaced_by -> Nullable<Binary>,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    multi_transactions (id) {
        id -> BigInt,
        timestamp -> BigInt,
        from_network_id -> BigInt,
        to_network_id -> BigInt,
        from_tx_hash -> Binary,
        to_tx_hash -> Binary,
        from_address -> Binary,
        to_address -> Binary,
        from_asset -> Text,
        to_asset -> Text,
        from_amount -> Nullable<Binary>,
        to_amount -> Nullable<Binary>,
        kind -> BigInt,
        cross_tx_id -> Text,
    }
}

diesel::table! {
    custom_tokens (chain_id, address) {
        chain_id -> BigInt,
        address -> Binary,
        name -> Text,
        symbol -> Text,
        decimals -> BigInt,
        community_id -> Nullable<Text>,
        is_added -> Bool,
    }
}

diesel::table! {
    token_balances (account, chain_id, token) {
        account -> Binary,
        chain_id -> BigInt,
        token -> Binary,
        balance -> Binary,
        read_at -> BigInt,
    }
}

diesel::table! {
    currency_formats (symbol) {
        symbol -> Text,
        display_decimals -> BigInt,
        strip_trailing_zeroes -> Bool,
    }
}

diesel::table! {
    transfers (row_id) {
        row_id -> BigInt,
        chain_id -> BigInt,
        id -> Binary,
        account -> Binary,
        kind -> BigInt,
        contract -> Binary,
        token_id -> Binary,
        from_address -> Binary,
        to_address -> Nullable<Binary>,
        amount -> Binary,
        transaction_hash -> Binary,
        block_number -> BigInt,
        block_hash -> Binary,
        timestamp -> BigInt,
        is_success -> Bool,
        created_contract -> Nullable<Binary>,
        is_issue -> Bool,
        multi_transaction_id -> BigInt,
    }
}

diesel::table! {
    mined_transactions (chain_id, hash) {
        chain_id -> BigInt,
        hash -> Binary,
        block_number -> BigInt,
        block_hash -> Binary,
        transaction_index -> BigInt,
        from_address -> Binary,
        to_address -> Nullable<Binary>,
        nonce -> BigInt,
        value -> Binary,
        input -> Binary,
        gas_limit -> BigInt,
        gas_used -> BigInt,
        gas_price -> Nullable<Binary>,
        max_fee_per_gas -> Nullable<Binary>,
        max_priority_fee_per_gas -> Nullable<Binary>,
        effective_gas_price -> Binary,
        base_fee_per_gas -> Nullable<Binary>,
        l1_fee -> Nullable<Binary>,
        kind -> BigInt,
        is_success -> Bool,
        created_contract -> Nullable<Binary>,
    }
}

diesel::table! {
    scan_gaps (chain_id, position) {
        chain_id -> BigInt,
        position -> BigInt,
        accounts -> Binary,
        first_block -> BigInt,
        last_block -> BigInt,
        attempts -> BigInt,
        not_before -> BigInt,
    }
}

diesel::table! {
    scans (chain_id, position) {
        chain_id -> BigInt,
        position -> BigInt,
        accounts -> Binary,
        next_block -> BigInt,
        ranges -> Binary,
    }
}

diesel::table! {
    wallet_connect_sessions (topic) {
        topic -> Text,
        pairing_topic -> Text,
        session_json -> Text,
        expiry -> BigInt,
        created_at -> BigInt,
        is_disconnected -> Bool,
        is_test -> Bool,
        url -> Text,
        name -> Text,
        icon_url -> Text,
    }
}
