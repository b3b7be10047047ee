//! Tables of the accounts database.

diesel::table! {
    accounts (key_uid) {
        key_uid -> Text,
        name -> Text,
        login_timestamp -> BigInt,
        color_hash -> Binary,
        color_id -> BigInt,
        customization_color -> Text,
        customization_color_clock -> BigInt,
        kdf_iterations -> BigInt,
        has_accepted_terms -> Bool,
        keycard_pairing -> Text,
    }
}

diesel::table! {
    identity_images (key_uid, name) {
        key_uid -> Text,
        name -> Text,
        width -> BigInt,
        height -> BigInt,
        file_size -> BigInt,
        resize_target -> BigInt,
        clock -> BigInt,
        payload -> Binary,
    }
}

diesel::table! {
    wrapped_data_keys (key_uid) {
        key_uid -> Text,
        algorithm -> Text,
        memory_kib -> BigInt,
        iterations -> BigInt,
        salt -> Binary,
        nonce -> Binary,
        ciphertext -> Binary,
    }
}

diesel::table! {
    metrics_consent (id) {
        id -> BigInt,
        is_given -> Bool,
    }
}
