//! Tables of a profile database.

diesel::table! {
    settings (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    notification_exemptions (id) {
        id -> Text,
        mute_all_messages -> Bool,
        personal_mentions -> Text,
        global_mentions -> Text,
        other_messages -> Text,
    }
}

diesel::table! {
    keypairs (key_uid) {
        key_uid -> Text,
        name -> Text,
        kind -> Integer,
        derived_from -> Text,
        last_used_derivation_index -> BigInt,
        synced_from -> Text,
        clock -> BigInt,
        removed -> Bool,
    }
}

diesel::table! {
    keypair_accounts (address) {
        address -> Binary,
        key_uid -> Nullable<Text>,
        public_key -> Binary,
        path -> Text,
        name -> Text,
        color -> Text,
        emoji -> Text,
        wallet -> Bool,
        chat -> Bool,
        hidden -> Bool,
        operable -> Integer,
        created_at -> BigInt,
        clock -> BigInt,
        position -> BigInt,
        removed -> Bool,
        prod_preferred_chain_ids -> Text,
        test_preferred_chain_ids -> Text,
        address_was_not_shown -> Bool,
    }
}

diesel::table! {
    private_keys (address) {
        address -> Binary,
        private_key -> Binary,
        extended_key -> Text,
    }
}

diesel::table! {
    keycards (keycard_uid) {
        keycard_uid -> Text,
        name -> Text,
        locked -> Bool,
        key_uid -> Text,
        position -> BigInt,
    }
}

diesel::table! {
    keycard_accounts (keycard_uid, address) {
        keycard_uid -> Text,
        address -> Binary,
    }
}

diesel::table! {
    token_preferences (is_test, key) {
        is_test -> Bool,
        key -> Text,
        position -> BigInt,
        group_position -> BigInt,
        visible -> Bool,
        community_id -> Text,
    }
}

diesel::table! {
    collectible_preferences (is_test, kind, key) {
        is_test -> Bool,
        kind -> Integer,
        key -> Text,
        position -> BigInt,
        visible -> Bool,
    }
}

diesel::table! {
    saved_addresses (address, is_test) {
        address -> Binary,
        is_test -> Bool,
        name -> Text,
        chain_short_names -> Text,
        ens_name -> Text,
        color -> Text,
        created_at -> BigInt,
        clock -> BigInt,
        removed -> Bool,
    }
}

diesel::table! {
    ens_claims (public_key) {
        public_key -> Binary,
        name -> Text,
        clock -> BigInt,
        failures -> BigInt,
        check_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    ens_usernames (username, chain_id) {
        username -> Text,
        chain_id -> BigInt,
        clock -> BigInt,
        removed -> Bool,
    }
}

diesel::table! {
    contacts (public_key) {
        public_key -> Binary,
        ens_name -> Text,
        ens_verified -> Bool,
        display_name -> Text,
        local_nickname -> Text,
        bio -> Text,
        customization_color -> Text,
        blocked -> Bool,
        removed -> Bool,
        local_state -> Integer,
        local_clock -> BigInt,
        remote_state -> Integer,
        remote_clock -> BigInt,
        last_updated -> BigInt,
        last_updated_locally -> BigInt,
        verification_status -> BigInt,
        identity_clock -> BigInt,
    }
}

diesel::table! {
    contact_images (contact, name) {
        contact -> Binary,
        name -> Text,
        clock -> BigInt,
        payload -> Binary,
    }
}

diesel::table! {
    published_identity (id) {
        id -> BigInt,
        hash -> Binary,
        published_at -> BigInt,
    }
}

diesel::table! {
    showcases (contact) {
        contact -> Binary,
        entries -> Binary,
    }
}

diesel::table! {
    showcase_accounts (address, contact) {
        address -> Text,
        contact -> Binary,
    }
}

diesel::table! {
    showcase_preferences (id) {
        id -> BigInt,
        preferences -> Binary,
    }
}

diesel::table! {
    user_statuses (public_key) {
        public_key -> Binary,
        status_type -> Integer,
        clock -> BigInt,
        text -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(showcases, showcase_accounts);

diesel::table! {
    trust_statuses (public_key) {
        public_key -> Binary,
        status -> Integer,
        updated_at -> BigInt,
    }
}

diesel::table! {
    chats (id) {
        id -> Text,
        kind -> Integer,
        name -> Text,
        color -> Text,
        emoji -> Text,
        description -> Text,
        active -> Bool,
        timestamp -> BigInt,
        last_clock_value -> BigInt,
        deleted_at_clock_value -> BigInt,
        read_messages_at_clock_value -> BigInt,
        unviewed_messages_count -> BigInt,
        unviewed_mentions_count -> BigInt,
        last_message_id -> Nullable<Text>,
        last_message_clock -> Nullable<BigInt>,
        last_message_seen -> Nullable<Bool>,
        last_message_outgoing_status -> Nullable<Integer>,
        last_message_contact_request_state -> Nullable<Integer>,
        identity_sent_hash -> Nullable<Binary>,
        identity_sent_at -> Nullable<BigInt>,
        muted -> Bool,
        mute_till -> BigInt,
        joined -> BigInt,
        synced_to -> BigInt,
        synced_from -> BigInt,
        first_message_timestamp -> BigInt,
        highlight -> Bool,
    }
}

diesel::table! {
    groups (chat_id) {
        chat_id -> Text,
        name -> Text,
        color -> Text,
        accepted_events -> BigInt,
        refused_events -> BigInt,
        last_clock -> Nullable<BigInt>,
        last_signature -> Nullable<Binary>,
        digest -> Binary,
        invitation_admin -> Nullable<Binary>,
        received_invitation_admin -> Nullable<Binary>,
    }
}

diesel::table! {
    group_members (chat_id, position) {
        chat_id -> Text,
        position -> BigInt,
        public_key -> Binary,
        is_admin -> Bool,
    }
}

diesel::table! {
    group_images (chat_id) {
        chat_id -> Text,
        image -> Binary,
    }
}

diesel::table! {
    group_events (chat_id, signature) {
        chat_id -> Text,
        signature -> Binary,
        clock -> BigInt,
        author -> Binary,
        event -> Binary,
        is_accepted -> Bool,
    }
}

diesel::table! {
    group_invitations (id) {
        id -> Text,
        chat_id -> Text,
        author -> Binary,
        introduction_message -> Text,
        state -> Integer,
        clock -> BigInt,
    }
}

diesel::table! {
    messages (id) {
        rowid -> BigInt,
        id -> Text,
        local_chat_id -> Text,
        chat_id -> Text,
        author -> Binary,
        whisper_timestamp -> BigInt,
        timestamp -> BigInt,
        clock -> BigInt,
        text -> Text,
        content_type -> Integer,
        message_type -> Integer,
        response_to -> Text,
        ens_name -> Text,
        display_name -> Text,
        seen -> Bool,
        outgoing_status -> Nullable<Integer>,
        contact_request_state -> Integer,
        mentioned -> Bool,
        replied -> Bool,
        edited_at -> BigInt,
        deleted -> Bool,
        deleted_for_me -> Bool,
        payload -> Binary,
        deleted_by -> Nullable<Binary>,
        album_id -> Text,
        contact_verification_state -> Integer,
        bridge_content -> Text,
    }
}

diesel::table! {
    messages_search (rowid) {
        rowid -> BigInt,
        text -> Text,
        chat -> Text,
        #[sql_name = "messages_search"]
        term -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(messages, messages_search);

diesel::table! {
    switcher_cards (card_id) {
        card_id -> Text,
        kind -> BigInt,
        clock -> BigInt,
        screen_id -> Text,
    }
}

diesel::table! {
    attachments (message_id) {
        message_id -> Text,
        bytes -> Binary,
    }
}

diesel::table! {
    reactions (id) {
        id -> Text,
        message_id -> Text,
        chat_id -> Text,
        local_chat_id -> Text,
        author -> Binary,
        emoji -> Integer,
        clock -> BigInt,
        message_type -> Integer,
        retracted -> Bool,
    }
}

diesel::table! {
    pins (id) {
        id -> Text,
        message_id -> Text,
        chat_id -> Text,
        local_chat_id -> Text,
        author -> Binary,
        clock -> BigInt,
        message_type -> Integer,
        pinned -> Bool,
        whisper_timestamp -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(pins, messages);

diesel::table! {
    bridged_messages (message_id) {
        message_id -> Text,
        local_chat_id -> Text,
        author -> Binary,
        bridge_name -> Text,
        bridge_message_id -> Text,
        parent_message_id -> Text,
    }
}

diesel::table! {
    sent_messages (message_id) {
        message_id -> Text,
        sent_at -> BigInt,
        bytes -> Binary,
    }
}

diesel::table! {
    early_changes (id) {
        id -> Text,
        message_id -> Text,
        local_chat_id -> Text,
        author -> Binary,
        kind -> Integer,
        payload -> Binary,
        whisper_timestamp -> BigInt,
        received_at -> BigInt,
        from_stranger -> Bool,
    }
}

diesel::table! {
    activities (id) {
        id -> Binary,
        kind -> BigInt,
        chat_id -> Text,
        name -> Text,
        author -> Nullable<Binary>,
        message_id -> Text,
        reply_message_id -> Text,
        timestamp -> BigInt,
        read -> Bool,
        dismissed -> Bool,
        accepted -> Bool,
        deleted -> Bool,
        contact_verification_status -> BigInt,
        updated_at -> BigInt,
        community_id -> Text,
    }
}

diesel::table! {
    verifications (id) {
        id -> Text,
        sender -> Binary,
        recipient -> Binary,
        challenge -> Text,
        response -> Text,
        requested_at -> BigInt,
        status -> Integer,
        replied_at -> BigInt,
    }
}

diesel::table! {
    activity_counts (kind, read) {
        kind -> BigInt,
        read -> Bool,
        count -> BigInt,
    }
}

diesel::table! {
    activity_state (id) {
        id -> BigInt,
        has_seen -> Bool,
        updated_at -> BigInt,
    }
}

diesel::table! {
    processed_envelopes (hash) {
        hash -> Binary,
        processed_at -> BigInt,
    }
}

diesel::table! {
    symmetric_keys (name) {
        name -> Text,
        symmetric_key -> Binary,
    }
}

diesel::table! {
    outgoing_envelopes (number) {
        number -> BigInt,
        pubsub_topic -> Text,
        priority -> Integer,
        attempts -> BigInt,
        next_attempt_at -> BigInt,
        message -> Binary,
    }
}

diesel::table! {
    outgoing_envelope_messages (envelope, position) {
        envelope -> BigInt,
        position -> BigInt,
        message_id -> Text,
    }
}

diesel::table! {
    confirmations (datasync_id, recipient) {
        datasync_id -> Binary,
        recipient -> Binary,
        message_id -> Text,
        confirmed_at -> Nullable<BigInt>,
        expected_at -> BigInt,
        confirmed_by -> Nullable<Text>,
        given_up_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    deliveries (message_id) {
        message_id -> Text,
        queued_at -> BigInt,
        first_published_at -> Nullable<BigInt>,
        last_published_at -> Nullable<BigInt>,
        published_envelopes -> BigInt,
        peers -> BigInt,
        stored_at -> Nullable<BigInt>,
        given_up_at -> Nullable<BigInt>,
        given_up_reason -> Nullable<Integer>,
    }
}

diesel::table! {
    segments (number) {
        number -> BigInt,
        message_hash -> Binary,
        sender -> Binary,
        parity -> Bool,
        part_index -> BigInt,
        part_count -> BigInt,
        received_at -> BigInt,
        payload -> Binary,
    }
}

diesel::table! {
    completed_segments (message_hash, sender) {
        message_hash -> Binary,
        sender -> Binary,
        completed_at -> BigInt,
    }
}

diesel::table! {
    mvds_states (number) {
        number -> BigInt,
        message_id -> Binary,
        peer -> Binary,
        kind -> Integer,
        group_id -> Binary,
        timestamp_seconds -> BigInt,
        created_at -> BigInt,
        send_count -> BigInt,
        next_send_at -> BigInt,
        body -> Binary,
    }
}

diesel::table! {
    mvds_acks (number) {
        number -> BigInt,
        peer -> Binary,
        message_id -> Binary,
    }
}

diesel::table! {
    mvds_received (message_id, peer) {
        message_id -> Binary,
        peer -> Binary,
        received_at -> BigInt,
    }
}

diesel::table! {
    signed_pre_keys (identity, installation_id, signed_pre_key) {
        identity -> Binary,
        installation_id -> Text,
        signed_pre_key -> Binary,
        private_key -> Nullable<Binary>,
        version -> BigInt,
        timestamp_ns -> BigInt,
        expired -> Bool,
    }
}

diesel::table! {
    sessions (bundle_id, identity, installation_id) {
        bundle_id -> Binary,
        identity -> Binary,
        installation_id -> Text,
        shared_key -> Binary,
        ephemeral_key -> Nullable<Binary>,
        founded_at_ns -> BigInt,
        remote_ratchet_key -> Nullable<Binary>,
        ratchet_private_key -> Binary,
        ratchet_public_key -> Binary,
        root_key -> Binary,
        send_chain_key -> Binary,
        send_number -> BigInt,
        receive_chain_key -> Binary,
        receive_number -> BigInt,
        previous_send_count -> BigInt,
        keys_count -> BigInt,
    }
}

diesel::table! {
    message_keys (bundle_id, identity, installation_id, ratchet_key, number) {
        bundle_id -> Binary,
        identity -> Binary,
        installation_id -> Text,
        ratchet_key -> Binary,
        number -> BigInt,
        message_key -> Binary,
        sequence -> BigInt,
    }
}

diesel::table! {
    installations (identity, installation_id) {
        identity -> Binary,
        installation_id -> Text,
        version -> BigInt,
        enabled -> Bool,
        timestamp_ns -> BigInt,
    }
}

diesel::table! {
    installation_metadata (identity, installation_id) {
        identity -> Binary,
        installation_id -> Text,
        name -> Text,
        device_type -> Text,
        fcm_token -> Text,
    }
}

diesel::table! {
    agreed_secrets (identity) {
        identity -> Binary,
        secret -> Binary,
    }
}

diesel::table! {
    agreed_secret_installations (identity, installation_id) {
        identity -> Binary,
        installation_id -> Text,
    }
}

diesel::table! {
    hash_ratchet_keys (key_id) {
        key_id -> Binary,
        group_id -> Binary,
        deprecated_key_id -> BigInt,
        hash_ratchet_key -> Binary,
        timestamp_ms -> BigInt,
    }
}

diesel::table! {
    hash_ratchet_steps (key_id, seq_no) {
        key_id -> Binary,
        seq_no -> BigInt,
        hash -> Binary,
    }
}

diesel::table! {
    known_peers (peer_id) {
        peer_id -> Text,
        address -> Text,
        record -> Binary,
        connected_at -> BigInt,
    }
}

diesel::table! {
    history_topics (pubsub_topic, content_topic) {
        pubsub_topic -> Text,
        content_topic -> Binary,
        fetched_to -> BigInt,
        planned_to -> BigInt,
    }
}

diesel::table! {
    history_walks (number) {
        number -> BigInt,
        pubsub_topic -> Text,
        content_topics -> Binary,
        from_ns -> BigInt,
        to_ns -> BigInt,
        until_ns -> BigInt,
        seen_ns -> BigInt,
        cursor_peer -> Nullable<Text>,
        cursor_hash -> Nullable<Binary>,
    }
}

diesel::table! {
    store_nodes (id) {
        id -> Text,
        name -> Text,
        enr -> Text,
        address -> Text,
        fleet -> Text,
    }
}

diesel::table! {
    published_envelopes (hash) {
        hash -> Binary,
        pubsub_topic -> Text,
        priority -> Integer,
        attempts -> BigInt,
        published_at -> BigInt,
        message -> Binary,
    }
}

diesel::table! {
    published_envelope_messages (envelope, position) {
        envelope -> Binary,
        position -> BigInt,
        message_id -> Text,
    }
}
