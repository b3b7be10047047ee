-- The schemas of the databases as they are after all migrations. A test proves that this is so, and
-- writes this file if it runs with STATUS_UPDATE_SCHEMA=1.

-- Database: accounts

PRAGMA application_id = 1398038883;

CREATE TABLE __diesel_schema_migrations (
       version VARCHAR(50) PRIMARY KEY NOT NULL,
       run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE accounts (
    key_uid TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    -- Unix milliseconds.
    login_timestamp INTEGER NOT NULL,
    -- Pairs of bytes: run length, colour index.
    color_hash BLOB NOT NULL,
    color_id INTEGER NOT NULL,
    customization_color TEXT NOT NULL,
    customization_color_clock INTEGER NOT NULL,
    kdf_iterations INTEGER NOT NULL,
    has_accepted_terms INTEGER NOT NULL CHECK (has_accepted_terms IN (0, 1)),
    keycard_pairing TEXT NOT NULL
) STRICT;

CREATE INDEX accounts_by_login ON accounts (login_timestamp DESC, key_uid);

CREATE TABLE identity_images (
    key_uid TEXT NOT NULL REFERENCES accounts (key_uid) ON DELETE CASCADE,
    -- 'thumbnail' or 'large'.
    name TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    file_size INTEGER NOT NULL,
    resize_target INTEGER NOT NULL,
    clock INTEGER NOT NULL,
    payload BLOB NOT NULL,
    PRIMARY KEY (key_uid, name)
) STRICT;

CREATE TABLE wrapped_data_keys (
    key_uid TEXT NOT NULL PRIMARY KEY,
    -- 'argon2id+xchacha20poly1305'; the associated data is the key UID.
    algorithm TEXT NOT NULL,
    memory_kib INTEGER NOT NULL,
    iterations INTEGER NOT NULL,
    salt BLOB NOT NULL CHECK (length(salt) = 16),
    nonce BLOB NOT NULL CHECK (length(nonce) = 24),
    -- The key and the tag.
    ciphertext BLOB NOT NULL CHECK (length(ciphertext) = 48)
) STRICT;

CREATE TABLE metrics_consent (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    is_given INTEGER NOT NULL CHECK (is_given IN (0, 1))
) STRICT;

-- Database: profile

PRAGMA application_id = 1398042738;

CREATE TABLE __diesel_schema_migrations (
       version VARCHAR(50) PRIMARY KEY NOT NULL,
       run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    -- JSON.
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE keypairs (
    key_uid TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    -- 0 profile, 1 seed, 2 key.
    kind INTEGER NOT NULL CHECK (kind IN (0, 1, 2)),
    derived_from TEXT NOT NULL,
    last_used_derivation_index INTEGER NOT NULL,
    synced_from TEXT NOT NULL,
    clock INTEGER NOT NULL,
    removed INTEGER NOT NULL CHECK (removed IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE keypair_accounts (
    address BLOB NOT NULL PRIMARY KEY CHECK (length(address) = 20),
    -- NULL for an account that is only watched.
    key_uid TEXT,
    public_key BLOB NOT NULL,
    path TEXT NOT NULL,
    name TEXT NOT NULL,
    color TEXT NOT NULL,
    emoji TEXT NOT NULL,
    wallet INTEGER NOT NULL CHECK (wallet IN (0, 1)),
    chat INTEGER NOT NULL CHECK (chat IN (0, 1)),
    hidden INTEGER NOT NULL CHECK (hidden IN (0, 1)),
    -- 0 no, 1 partially, 2 fully.
    operable INTEGER NOT NULL CHECK (operable IN (0, 1, 2)),
    created_at INTEGER NOT NULL,
    clock INTEGER NOT NULL,
    position INTEGER NOT NULL,
    removed INTEGER NOT NULL CHECK (removed IN (0, 1)),
    prod_preferred_chain_ids TEXT NOT NULL,
    test_preferred_chain_ids TEXT NOT NULL,
    address_was_not_shown INTEGER NOT NULL CHECK (address_was_not_shown IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX keypair_accounts_by_position ON keypair_accounts (position, address) WHERE removed = 0;

CREATE TABLE private_keys (
    address BLOB NOT NULL PRIMARY KEY CHECK (length(address) = 20),
    private_key BLOB NOT NULL,
    -- 'xprv…', or empty.
    extended_key TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE contacts (
    public_key BLOB NOT NULL PRIMARY KEY CHECK (length(public_key) = 33),
    ens_name TEXT NOT NULL,
    ens_verified INTEGER NOT NULL CHECK (ens_verified IN (0, 1)),
    display_name TEXT NOT NULL,
    local_nickname TEXT NOT NULL,
    bio TEXT NOT NULL,
    customization_color TEXT NOT NULL,
    blocked INTEGER NOT NULL CHECK (blocked IN (0, 1)),
    removed INTEGER NOT NULL CHECK (removed IN (0, 1)),
    -- States of a request: 0 none, 1 sent, 2 received, 3 dismissed.
    local_state INTEGER NOT NULL CHECK (local_state IN (0, 1, 2, 3)),
    local_clock INTEGER NOT NULL,
    remote_state INTEGER NOT NULL CHECK (remote_state IN (0, 1, 2, 3)),
    remote_clock INTEGER NOT NULL,
    last_updated INTEGER NOT NULL,
    last_updated_locally INTEGER NOT NULL,
    verification_status INTEGER NOT NULL,
    identity_clock INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE trust_statuses (
    public_key BLOB NOT NULL PRIMARY KEY CHECK (length(public_key) = 33),
    -- 1 trusted, 2 untrustworthy.
    status INTEGER NOT NULL CHECK (status IN (1, 2)),
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE chats (
    id TEXT NOT NULL PRIMARY KEY,
    -- 1 one-to-one, 2 public, 3 private group, 6 channel of a community.
    kind INTEGER NOT NULL CHECK (kind IN (1, 2, 3, 6)),
    name TEXT NOT NULL,
    color TEXT NOT NULL,
    emoji TEXT NOT NULL,
    description TEXT NOT NULL,
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    timestamp INTEGER NOT NULL,
    last_clock_value INTEGER NOT NULL,
    deleted_at_clock_value INTEGER NOT NULL,
    read_messages_at_clock_value INTEGER NOT NULL,
    unviewed_messages_count INTEGER NOT NULL,
    unviewed_mentions_count INTEGER NOT NULL,
    -- The newest message; all NULL without one.
    last_message_id TEXT,
    last_message_clock INTEGER,
    last_message_seen INTEGER CHECK (last_message_seen IN (0, 1)),
    last_message_outgoing_status INTEGER CHECK (last_message_outgoing_status IN (0, 1, 2)),
    last_message_contact_request_state INTEGER CHECK (last_message_contact_request_state IN (0, 1, 2, 3)),
    -- The own chat identity that was last sent here; both NULL without one.
    identity_sent_hash BLOB CHECK (length(identity_sent_hash) = 32),
    identity_sent_at INTEGER,
    muted INTEGER NOT NULL CHECK (muted IN (0, 1)),
    mute_till INTEGER NOT NULL,
    joined INTEGER NOT NULL,
    synced_to INTEGER NOT NULL,
    synced_from INTEGER NOT NULL,
    first_message_timestamp INTEGER NOT NULL,
    highlight INTEGER NOT NULL CHECK (highlight IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE messages (
    id TEXT NOT NULL PRIMARY KEY,
    local_chat_id TEXT NOT NULL,
    chat_id TEXT NOT NULL,
    author BLOB NOT NULL CHECK (length(author) = 33),
    whisper_timestamp INTEGER NOT NULL,
    timestamp INTEGER NOT NULL,
    clock INTEGER NOT NULL,
    text TEXT NOT NULL,
    content_type INTEGER NOT NULL,
    message_type INTEGER NOT NULL,
    response_to TEXT NOT NULL,
    ens_name TEXT NOT NULL,
    display_name TEXT NOT NULL,
    seen INTEGER NOT NULL CHECK (seen IN (0, 1)),
    -- 0 sending, 1 sent, 2 delivered; NULL for messages of others.
    outgoing_status INTEGER CHECK (outgoing_status IN (0, 1, 2)),
    -- 0 none, 1 pending, 2 accepted, 3 dismissed.
    contact_request_state INTEGER NOT NULL CHECK (contact_request_state IN (0, 1, 2, 3)),
    mentioned INTEGER NOT NULL CHECK (mentioned IN (0, 1)),
    replied INTEGER NOT NULL CHECK (replied IN (0, 1)),
    edited_at INTEGER NOT NULL,
    deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
    deleted_for_me INTEGER NOT NULL CHECK (deleted_for_me IN (0, 1)),
    payload BLOB NOT NULL
, deleted_by BLOB CHECK (length(deleted_by) = 33), album_id TEXT NOT NULL DEFAULT '', contact_verification_state INTEGER NOT NULL DEFAULT 0
    CHECK (contact_verification_state BETWEEN 0 AND 6), bridge_content TEXT NOT NULL DEFAULT '') STRICT;

CREATE INDEX messages_by_chat ON messages (local_chat_id, clock DESC, id DESC);

CREATE INDEX messages_by_author ON messages (author, local_chat_id);

CREATE INDEX messages_contact_requests ON messages (local_chat_id, clock DESC, id DESC)
    WHERE content_type = 11 AND contact_request_state != 0;

CREATE TABLE activities (
    id BLOB NOT NULL PRIMARY KEY,
    kind INTEGER NOT NULL,
    chat_id TEXT NOT NULL,
    name TEXT NOT NULL,
    author BLOB CHECK (length(author) = 33),
    message_id TEXT NOT NULL,
    reply_message_id TEXT NOT NULL,
    timestamp INTEGER NOT NULL,
    read INTEGER NOT NULL CHECK (read IN (0, 1)),
    dismissed INTEGER NOT NULL CHECK (dismissed IN (0, 1)),
    accepted INTEGER NOT NULL CHECK (accepted IN (0, 1)),
    deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
    contact_verification_status INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
, community_id TEXT NOT NULL DEFAULT '') STRICT;

CREATE INDEX activities_by_time ON activities (timestamp DESC, id DESC) WHERE deleted = 0;

CREATE INDEX activities_by_read ON activities (read, timestamp DESC, id DESC) WHERE deleted = 0;

CREATE INDEX activities_by_chat ON activities (chat_id) WHERE deleted = 0;

CREATE INDEX activities_by_author ON activities (author) WHERE deleted = 0;

CREATE INDEX activities_by_kind ON activities (kind, timestamp DESC, id DESC) WHERE deleted = 0;

CREATE INDEX activities_by_kind_and_read ON activities (kind, read, timestamp DESC, id DESC) WHERE deleted = 0;

CREATE TABLE activity_counts (
    kind INTEGER NOT NULL,
    read INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (kind, read)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER activities_count_inserted AFTER INSERT ON activities WHEN new.deleted = 0
BEGIN
    INSERT INTO activity_counts (kind, read, count) VALUES (new.kind, new.read, 1)
        ON CONFLICT (kind, read) DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER activities_count_updated AFTER UPDATE OF kind, read, deleted ON activities
BEGIN
    UPDATE activity_counts SET count = count - 1 WHERE kind = old.kind AND read = old.read AND old.deleted = 0;
    INSERT INTO activity_counts (kind, read, count) SELECT new.kind, new.read, 1 WHERE new.deleted = 0
        ON CONFLICT (kind, read) DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER activities_count_removed AFTER DELETE ON activities WHEN old.deleted = 0
BEGIN
    UPDATE activity_counts SET count = count - 1 WHERE kind = old.kind AND read = old.read;
END;

CREATE TABLE activity_state (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    has_seen INTEGER NOT NULL CHECK (has_seen IN (0, 1)),
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE processed_envelopes (
    hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    processed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX processed_envelopes_by_time ON processed_envelopes (processed_at);

CREATE TABLE symmetric_keys (
    name TEXT NOT NULL PRIMARY KEY,
    symmetric_key BLOB NOT NULL CHECK (length(symmetric_key) = 32)
) STRICT, WITHOUT ROWID;

CREATE TABLE outgoing_envelopes (
    -- Never used again, so that a late answer about one envelope cannot hit another.
    number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    pubsub_topic TEXT NOT NULL,
    -- 0 low, 1 normal, 2 high.
    priority INTEGER NOT NULL CHECK (priority IN (0, 1, 2)),
    attempts INTEGER NOT NULL,
    next_attempt_at INTEGER NOT NULL,
    message BLOB NOT NULL
) STRICT;

CREATE INDEX outgoing_envelopes_by_priority ON outgoing_envelopes (priority, number, next_attempt_at);

CREATE INDEX outgoing_envelopes_by_time ON outgoing_envelopes (priority, next_attempt_at);

CREATE TABLE outgoing_envelope_messages (
    envelope INTEGER NOT NULL REFERENCES outgoing_envelopes (number) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    PRIMARY KEY (envelope, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX outgoing_envelope_messages_by_message ON outgoing_envelope_messages (message_id);

CREATE TABLE confirmations (
    datasync_id BLOB NOT NULL CHECK (length(datasync_id) = 32),
    recipient BLOB NOT NULL CHECK (length(recipient) = 33),
    message_id TEXT NOT NULL,
    -- NULL until it is confirmed.
    confirmed_at INTEGER, expected_at INTEGER NOT NULL DEFAULT 0, confirmed_by TEXT, given_up_at INTEGER,
    PRIMARY KEY (datasync_id, recipient)
) STRICT, WITHOUT ROWID;

CREATE TABLE segments (
    number INTEGER NOT NULL PRIMARY KEY,
    message_hash BLOB NOT NULL CHECK (length(message_hash) = 32),
    sender BLOB NOT NULL CHECK (length(sender) = 33),
    parity INTEGER NOT NULL CHECK (parity IN (0, 1)),
    part_index INTEGER NOT NULL,
    part_count INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    -- Last, so that counting does not read it.
    payload BLOB NOT NULL,
    UNIQUE (message_hash, sender, parity, part_index)
) STRICT;

CREATE INDEX segments_by_time ON segments (received_at);

CREATE TABLE completed_segments (
    message_hash BLOB NOT NULL CHECK (length(message_hash) = 32),
    sender BLOB NOT NULL CHECK (length(sender) = 33),
    completed_at INTEGER NOT NULL,
    PRIMARY KEY (message_hash, sender)
) STRICT, WITHOUT ROWID;

CREATE INDEX completed_segments_by_time ON completed_segments (completed_at);

CREATE TABLE mvds_states (
    -- The order of adding.
    number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    message_id BLOB NOT NULL CHECK (length(message_id) = 32),
    peer BLOB NOT NULL CHECK (length(peer) = 33),
    -- 0 request, 1 message.
    kind INTEGER NOT NULL CHECK (kind IN (0, 1)),
    group_id BLOB NOT NULL CHECK (length(group_id) = 32),
    timestamp_seconds INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    send_count INTEGER NOT NULL,
    next_send_at INTEGER NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (message_id, peer)
) STRICT;

CREATE INDEX mvds_states_by_time ON mvds_states (next_send_at, number);

CREATE INDEX mvds_states_by_peer ON mvds_states (peer, number, next_send_at);

CREATE TABLE mvds_acks (
    -- The order of adding.
    number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    peer BLOB NOT NULL CHECK (length(peer) = 33),
    message_id BLOB NOT NULL CHECK (length(message_id) = 32),
    UNIQUE (peer, message_id)
) STRICT;

CREATE INDEX mvds_acks_by_peer ON mvds_acks (peer, number, message_id);

CREATE TABLE mvds_received (
    message_id BLOB NOT NULL CHECK (length(message_id) = 32),
    peer BLOB NOT NULL CHECK (length(peer) = 33),
    received_at INTEGER NOT NULL,
    PRIMARY KEY (message_id, peer)
) STRICT, WITHOUT ROWID;

CREATE INDEX mvds_received_by_time ON mvds_received (received_at);

CREATE TABLE signed_pre_keys (
    identity BLOB NOT NULL CHECK (length(identity) = 33),
    installation_id TEXT NOT NULL,
    signed_pre_key BLOB NOT NULL CHECK (length(signed_pre_key) = 33),
    private_key BLOB CHECK (length(private_key) = 32),
    version INTEGER NOT NULL,
    timestamp_ns INTEGER NOT NULL,
    expired INTEGER NOT NULL CHECK (expired IN (0, 1)),
    PRIMARY KEY (identity, installation_id, signed_pre_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX signed_pre_keys_by_version ON signed_pre_keys (identity, installation_id, version);

CREATE INDEX signed_pre_keys_current ON signed_pre_keys (identity, installation_id, version) WHERE expired = 0;

CREATE INDEX signed_pre_keys_private ON signed_pre_keys (signed_pre_key) WHERE private_key IS NOT NULL;

CREATE INDEX signed_pre_keys_private_current ON signed_pre_keys (identity)
    WHERE private_key IS NOT NULL AND expired = 0;

CREATE TABLE sessions (
    bundle_id BLOB NOT NULL CHECK (length(bundle_id) = 33),
    identity BLOB NOT NULL CHECK (length(identity) = 33),
    installation_id TEXT NOT NULL,
    shared_key BLOB NOT NULL CHECK (length(shared_key) = 32),
    ephemeral_key BLOB CHECK (length(ephemeral_key) = 33),
    founded_at_ns INTEGER NOT NULL,
    remote_ratchet_key BLOB CHECK (length(remote_ratchet_key) = 33),
    ratchet_private_key BLOB NOT NULL CHECK (length(ratchet_private_key) = 32),
    ratchet_public_key BLOB NOT NULL CHECK (length(ratchet_public_key) = 33),
    root_key BLOB NOT NULL CHECK (length(root_key) = 32),
    send_chain_key BLOB NOT NULL CHECK (length(send_chain_key) = 32),
    send_number INTEGER NOT NULL,
    receive_chain_key BLOB NOT NULL CHECK (length(receive_chain_key) = 32),
    receive_number INTEGER NOT NULL,
    previous_send_count INTEGER NOT NULL,
    keys_count INTEGER NOT NULL,
    PRIMARY KEY (bundle_id, identity, installation_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE message_keys (
    bundle_id BLOB NOT NULL CHECK (length(bundle_id) = 33),
    identity BLOB NOT NULL CHECK (length(identity) = 33),
    installation_id TEXT NOT NULL,
    ratchet_key BLOB NOT NULL CHECK (length(ratchet_key) = 33),
    number INTEGER NOT NULL,
    message_key BLOB NOT NULL CHECK (length(message_key) = 32),
    sequence INTEGER NOT NULL,
    PRIMARY KEY (bundle_id, identity, installation_id, ratchet_key, number)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX message_keys_by_sequence ON message_keys (bundle_id, identity, installation_id, sequence);

CREATE TABLE installations (
    identity BLOB NOT NULL CHECK (length(identity) = 33),
    installation_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    timestamp_ns INTEGER NOT NULL,
    PRIMARY KEY (identity, installation_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX installations_by_time ON installations (identity, timestamp_ns DESC, installation_id);

CREATE INDEX installations_enabled ON installations (identity, timestamp_ns DESC, installation_id) WHERE enabled = 1;

CREATE TABLE installation_metadata (
    identity BLOB NOT NULL CHECK (length(identity) = 33),
    installation_id TEXT NOT NULL,
    name TEXT NOT NULL,
    device_type TEXT NOT NULL,
    fcm_token TEXT NOT NULL,
    PRIMARY KEY (identity, installation_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE agreed_secrets (
    identity BLOB NOT NULL PRIMARY KEY CHECK (length(identity) = 33),
    secret BLOB NOT NULL CHECK (length(secret) = 32)
) STRICT, WITHOUT ROWID;

CREATE TABLE agreed_secret_installations (
    identity BLOB NOT NULL CHECK (length(identity) = 33),
    installation_id TEXT NOT NULL,
    PRIMARY KEY (identity, installation_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE hash_ratchet_keys (
    key_id BLOB NOT NULL PRIMARY KEY CHECK (length(key_id) = 32),
    group_id BLOB NOT NULL,
    deprecated_key_id INTEGER NOT NULL,
    hash_ratchet_key BLOB NOT NULL CHECK (length(hash_ratchet_key) = 32),
    timestamp_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX hash_ratchet_keys_by_group ON hash_ratchet_keys (group_id, timestamp_ms DESC, key_id);

CREATE INDEX hash_ratchet_keys_by_deprecated_id
    ON hash_ratchet_keys (group_id, deprecated_key_id, timestamp_ms DESC);

CREATE TABLE hash_ratchet_steps (
    key_id BLOB NOT NULL CHECK (length(key_id) = 32),
    seq_no INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (key_id, seq_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE history_topics (
    pubsub_topic TEXT NOT NULL,
    content_topic BLOB NOT NULL CHECK (length(content_topic) = 4),
    -- Unix seconds. Up to the first everything was fetched, up to the second everything was fetched or is part of a walk.
    fetched_to INTEGER NOT NULL,
    planned_to INTEGER NOT NULL,
    PRIMARY KEY (pubsub_topic, content_topic)
) STRICT, WITHOUT ROWID;

CREATE TABLE history_walks (
    -- Never used again, so that a late page of one walk cannot move another.
    number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    pubsub_topic TEXT NOT NULL,
    -- Four bytes each.
    content_topics BLOB NOT NULL CHECK (length(content_topics) % 4 = 0),
    -- Unix nanoseconds: the whole range, the end of the window that is being read, the oldest message of it that was read.
    from_ns INTEGER NOT NULL,
    to_ns INTEGER NOT NULL,
    until_ns INTEGER NOT NULL,
    seen_ns INTEGER NOT NULL,
    -- Where the next page begins, and who says so; both NULL at the beginning of a window.
    cursor_peer TEXT,
    cursor_hash BLOB CHECK (length(cursor_hash) = 32)
) STRICT;

CREATE TABLE store_nodes (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    enr TEXT NOT NULL,
    address TEXT NOT NULL,
    fleet TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE published_envelopes (
    hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    pubsub_topic TEXT NOT NULL,
    -- 0 low, 1 normal, 2 high.
    priority INTEGER NOT NULL CHECK (priority IN (0, 1, 2)),
    attempts INTEGER NOT NULL,
    published_at INTEGER NOT NULL,
    message BLOB NOT NULL
) STRICT;

CREATE INDEX published_envelopes_by_time ON published_envelopes (published_at, hash);

CREATE TABLE published_envelope_messages (
    envelope BLOB NOT NULL REFERENCES published_envelopes (hash) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    PRIMARY KEY (envelope, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX published_envelope_messages_by_message ON published_envelope_messages (message_id);

CREATE INDEX confirmations_by_time ON confirmations (expected_at);

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

CREATE TABLE groups (
    chat_id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    color TEXT NOT NULL,
    accepted_events INTEGER NOT NULL,
    refused_events INTEGER NOT NULL,
    -- The last of all events that are kept; both NULL without any.
    last_clock INTEGER,
    last_signature BLOB CHECK (length(last_signature) = 65),
    -- Hash over the signatures of the events that count.
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    -- Whom we asked to let us in; NULL unless we wait.
    invitation_admin BLOB CHECK (length(invitation_admin) = 33),
    -- Who told us first of the group.
    received_invitation_admin BLOB CHECK (length(received_invitation_admin) = 33)
) STRICT, WITHOUT ROWID;

CREATE TABLE group_members (
    chat_id TEXT NOT NULL,
    -- In the order of joining.
    position INTEGER NOT NULL,
    public_key BLOB NOT NULL CHECK (length(public_key) = 33),
    is_admin INTEGER NOT NULL CHECK (is_admin IN (0, 1)),
    PRIMARY KEY (chat_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE group_images (
    chat_id TEXT NOT NULL PRIMARY KEY,
    image BLOB NOT NULL
) STRICT;

CREATE TABLE group_events (
    chat_id TEXT NOT NULL,
    signature BLOB NOT NULL CHECK (length(signature) = 65),
    clock INTEGER NOT NULL,
    author BLOB NOT NULL CHECK (length(author) = 33),
    event BLOB NOT NULL,
    -- 0 for one that breaks a rule where it stands; an earlier event may come late and allow it.
    is_accepted INTEGER NOT NULL CHECK (is_accepted IN (0, 1)),
    PRIMARY KEY (chat_id, signature)
) STRICT;

CREATE INDEX group_events_by_clock ON group_events (chat_id, clock, signature);

CREATE TABLE group_invitations (
    id TEXT NOT NULL PRIMARY KEY,
    chat_id TEXT NOT NULL,
    author BLOB NOT NULL CHECK (length(author) = 33),
    introduction_message TEXT NOT NULL,
    -- 1 requested, 2 rejected, 3 approved.
    state INTEGER NOT NULL CHECK (state IN (1, 2, 3)),
    clock INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE reactions (
    id TEXT NOT NULL PRIMARY KEY,
    message_id TEXT NOT NULL,
    chat_id TEXT NOT NULL,
    local_chat_id TEXT NOT NULL,
    author BLOB NOT NULL CHECK (length(author) = 33),
    emoji INTEGER NOT NULL,
    clock INTEGER NOT NULL,
    message_type INTEGER NOT NULL,
    retracted INTEGER NOT NULL CHECK (retracted IN (0, 1))
) STRICT;

CREATE INDEX reactions_by_message ON reactions (message_id);

CREATE TABLE pins (
    id TEXT NOT NULL PRIMARY KEY,
    message_id TEXT NOT NULL,
    chat_id TEXT NOT NULL,
    local_chat_id TEXT NOT NULL,
    -- Who pinned it, or took it down.
    author BLOB NOT NULL CHECK (length(author) = 33),
    clock INTEGER NOT NULL,
    message_type INTEGER NOT NULL,
    pinned INTEGER NOT NULL CHECK (pinned IN (0, 1)),
    whisper_timestamp INTEGER NOT NULL
) STRICT;

CREATE INDEX pins_by_chat ON pins (local_chat_id, clock DESC, id DESC) WHERE pinned = 1;

CREATE INDEX pins_by_message ON pins (message_id);

CREATE TABLE early_changes (
    id TEXT NOT NULL PRIMARY KEY,
    message_id TEXT NOT NULL,
    local_chat_id TEXT NOT NULL,
    author BLOB NOT NULL CHECK (length(author) = 33),
    -- 1 edit, 2 delete, 3 pin, 4 reaction.
    kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 4),
    payload BLOB NOT NULL,
    whisper_timestamp INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    from_stranger INTEGER NOT NULL CHECK (from_stranger IN (0, 1))
) STRICT;

CREATE INDEX early_changes_by_message ON early_changes (message_id, id);

CREATE INDEX early_changes_by_author ON early_changes (author, received_at DESC, id DESC);

CREATE INDEX early_changes_of_strangers ON early_changes (received_at DESC, id DESC) WHERE from_stranger = 1;

CREATE INDEX early_changes_by_age ON early_changes (received_at);

CREATE INDEX messages_by_response ON messages (response_to) WHERE response_to != '';

CREATE TABLE bridged_messages (
    message_id TEXT NOT NULL PRIMARY KEY,
    local_chat_id TEXT NOT NULL,
    author BLOB NOT NULL CHECK (length(author) = 33),
    bridge_name TEXT NOT NULL,
    bridge_message_id TEXT NOT NULL,
    parent_message_id TEXT NOT NULL
) STRICT;

CREATE INDEX bridged_messages_by_id
    ON bridged_messages (local_chat_id, author, bridge_name, bridge_message_id, message_id);

CREATE INDEX bridged_messages_by_parent
    ON bridged_messages (local_chat_id, author, bridge_name, parent_message_id, message_id);

CREATE TABLE sent_messages (
    message_id TEXT NOT NULL PRIMARY KEY,
    sent_at INTEGER NOT NULL,
    bytes BLOB NOT NULL
) STRICT;

CREATE INDEX sent_messages_by_time ON sent_messages (sent_at DESC, message_id DESC);

CREATE TRIGGER messages_removed AFTER DELETE ON messages
BEGIN
    DELETE FROM reactions WHERE message_id = old.id;
    DELETE FROM pins WHERE message_id = old.id;
    DELETE FROM bridged_messages WHERE message_id = old.id;
    DELETE FROM sent_messages WHERE message_id = old.id;
END;

CREATE VIRTUAL TABLE messages_search USING fts5 (
    text, chat, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram case_sensitive 1'
);

CREATE TABLE 'messages_search_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'messages_search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE 'messages_search_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);

CREATE TABLE 'messages_search_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TRIGGER messages_search_deletion AFTER DELETE ON messages BEGIN
    DELETE FROM messages_search WHERE rowid = old.rowid;
END;

CREATE INDEX messages_unseen
    ON messages (local_chat_id, clock, id, deleted, deleted_for_me, mentioned, replied, content_type, album_id)
    WHERE seen = 0;

CREATE INDEX messages_unseen_albums
    ON messages (local_chat_id, album_id, deleted, deleted_for_me, mentioned, replied, content_type, clock)
    WHERE seen = 0 AND album_id != '';

CREATE INDEX chats_muted_for_a_time ON chats (mute_till) WHERE muted = 1;

CREATE TABLE switcher_cards (
    card_id TEXT NOT NULL PRIMARY KEY,
    kind INTEGER NOT NULL,
    clock INTEGER NOT NULL,
    screen_id TEXT NOT NULL
) STRICT;

CREATE TABLE attachments (
    message_id TEXT NOT NULL PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;

CREATE TRIGGER attachments_go_with_messages AFTER DELETE ON messages BEGIN
    DELETE FROM attachments WHERE message_id = OLD.id;
END;

CREATE TABLE verifications (
    -- Id of the application message that asked.
    id TEXT NOT NULL PRIMARY KEY,
    sender BLOB NOT NULL CHECK (length(sender) = 33),
    recipient BLOB NOT NULL CHECK (length(recipient) = 33),
    challenge TEXT NOT NULL,
    response TEXT NOT NULL,
    requested_at INTEGER NOT NULL,
    -- 1 pending, 2 accepted, 3 declined, 4 canceled, 5 trusted, 6 untrustworthy.
    status INTEGER NOT NULL CHECK (status BETWEEN 1 AND 6),
    replied_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX verifications_by_recipient ON verifications (recipient, requested_at DESC, id DESC);

CREATE INDEX verifications_by_people ON verifications (sender, recipient, requested_at DESC, id DESC);

CREATE INDEX activities_by_community ON activities (community_id) WHERE deleted = 0 AND community_id != '';

CREATE INDEX messages_by_album ON messages (local_chat_id, album_id, clock, id) WHERE album_id != '';

CREATE TABLE contact_images (
    contact BLOB NOT NULL CHECK (length(contact) = 33),
    -- 'thumbnail' or 'large'.
    name TEXT NOT NULL,
    clock INTEGER NOT NULL,
    payload BLOB NOT NULL,
    PRIMARY KEY (contact, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE user_statuses (
    public_key BLOB NOT NULL PRIMARY KEY CHECK (length(public_key) = 33),
    -- 1 automatic, 2 do not disturb, 3 always online, 4 inactive.
    status_type INTEGER NOT NULL,
    -- Unix seconds.
    clock INTEGER NOT NULL,
    text TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX user_statuses_by_age ON user_statuses (clock, public_key) WHERE status_type = 1;

CREATE INDEX user_statuses_by_clock ON user_statuses (clock);

CREATE TABLE showcases (
    contact BLOB NOT NULL PRIMARY KEY CHECK (length(contact) = 33),
    -- Protobuf ProfileShowcaseEntries: all that we may see.
    entries BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE showcase_accounts (
    address TEXT NOT NULL,
    contact BLOB NOT NULL REFERENCES showcases (contact) ON DELETE CASCADE,
    PRIMARY KEY (address, contact)
) STRICT, WITHOUT ROWID;

CREATE INDEX showcase_accounts_by_contact ON showcase_accounts (contact, address);

CREATE TABLE showcase_preferences (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    -- Protobuf SyncProfileShowcasePreferences.
    preferences BLOB NOT NULL
) STRICT;

CREATE TABLE published_identity (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    published_at INTEGER NOT NULL
) STRICT;

CREATE TABLE notification_exemptions (
    id TEXT NOT NULL PRIMARY KEY,
    mute_all_messages INTEGER NOT NULL CHECK (mute_all_messages IN (0, 1)),
    personal_mentions TEXT NOT NULL,
    global_mentions TEXT NOT NULL,
    other_messages TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE deliveries (
    message_id TEXT NOT NULL PRIMARY KEY,
    queued_at INTEGER NOT NULL,
    -- NULL until the network took an envelope.
    first_published_at INTEGER,
    last_published_at INTEGER,
    published_envelopes INTEGER NOT NULL DEFAULT 0,
    -- Most peers that took an envelope.
    peers INTEGER NOT NULL DEFAULT 0,
    -- NULL until a node that keeps messages was found to have all of it.
    stored_at INTEGER,
    given_up_at INTEGER,
    -- 1 the network refuses it, 2 no node that keeps messages ever got it.
    given_up_reason INTEGER CHECK (given_up_reason IN (1, 2)),
    CHECK ((given_up_at IS NULL) = (given_up_reason IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX deliveries_by_time ON deliveries (queued_at);

CREATE INDEX confirmations_by_message ON confirmations (message_id, recipient, datasync_id);

CREATE TABLE keycards (
    keycard_uid TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    locked INTEGER NOT NULL CHECK (locked IN (0, 1)),
    key_uid TEXT NOT NULL,
    position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE keycard_accounts (
    keycard_uid TEXT NOT NULL,
    address BLOB NOT NULL CHECK (length(address) = 20),
    PRIMARY KEY (keycard_uid, address)
) STRICT, WITHOUT ROWID;

CREATE INDEX keypairs_removed ON keypairs (clock) WHERE removed = 1;

CREATE INDEX keypair_accounts_removed ON keypair_accounts (clock) WHERE removed = 1;

CREATE INDEX keypair_accounts_by_keypair ON keypair_accounts (key_uid);

CREATE TABLE token_preferences (
    is_test INTEGER NOT NULL CHECK (is_test IN (0, 1)),
    key TEXT NOT NULL,
    position INTEGER NOT NULL,
    -- -1 without a place.
    group_position INTEGER NOT NULL,
    visible INTEGER NOT NULL CHECK (visible IN (0, 1)),
    community_id TEXT NOT NULL,
    PRIMARY KEY (is_test, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE collectible_preferences (
    is_test INTEGER NOT NULL CHECK (is_test IN (0, 1)),
    -- 1 collectible of no community, 2 of a community, 3 collection, 4 community.
    kind INTEGER NOT NULL CHECK (kind IN (1, 2, 3, 4)),
    key TEXT NOT NULL,
    position INTEGER NOT NULL,
    visible INTEGER NOT NULL CHECK (visible IN (0, 1)),
    PRIMARY KEY (is_test, kind, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE saved_addresses (
    address BLOB NOT NULL CHECK (length(address) = 20),
    is_test INTEGER NOT NULL CHECK (is_test IN (0, 1)),
    name TEXT NOT NULL,
    chain_short_names TEXT NOT NULL,
    ens_name TEXT NOT NULL,
    color TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    clock INTEGER NOT NULL,
    removed INTEGER NOT NULL CHECK (removed IN (0, 1)),
    PRIMARY KEY (address, is_test)
) STRICT, WITHOUT ROWID;

CREATE INDEX saved_addresses_by_age ON saved_addresses (created_at, address, is_test) WHERE removed = 0;

CREATE INDEX saved_addresses_removed ON saved_addresses (clock) WHERE removed = 1;

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

-- Database: wallet

PRAGMA application_id = 1398044513;

CREATE TABLE __diesel_schema_migrations (
       version VARCHAR(50) PRIMARY KEY NOT NULL,
       run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);

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

CREATE TABLE custom_tokens (
    chain_id INTEGER NOT NULL,
    address BLOB NOT NULL CHECK (length(address) = 20),
    name TEXT NOT NULL,
    symbol TEXT NOT NULL,
    decimals INTEGER NOT NULL,
    -- Null if nobody looked, empty if it is of no community.
    community_id TEXT,
    is_added INTEGER NOT NULL CHECK (is_added IN (0, 1)),
    PRIMARY KEY (chain_id, address)
) STRICT, WITHOUT ROWID;

CREATE TABLE token_balances (
    account BLOB NOT NULL CHECK (length(account) = 20),
    chain_id INTEGER NOT NULL,
    token BLOB NOT NULL CHECK (length(token) = 20),
    -- Smallest units, 32 bytes, big endian.
    balance BLOB NOT NULL CHECK (length(balance) = 32),
    read_at INTEGER NOT NULL,
    PRIMARY KEY (account, chain_id, token)
) STRICT, WITHOUT ROWID;

CREATE TABLE currency_formats (
    symbol TEXT NOT NULL PRIMARY KEY,
    display_decimals INTEGER NOT NULL,
    strip_trailing_zeroes INTEGER NOT NULL CHECK (strip_trailing_zeroes IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE pending_transactions (
    chain_id INTEGER NOT NULL,
    hash BLOB NOT NULL,
    from_address BLOB NOT NULL,
    -- NULL creates a contract.
    to_address BLOB,
    -- NULL if whoever sent it did not tell.
    nonce INTEGER,
    value BLOB NOT NULL,
    data BLOB NOT NULL,
    gas_limit INTEGER NOT NULL,
    max_fee_per_gas BLOB NOT NULL,
    max_priority_fee_per_gas BLOB NOT NULL,
    -- What providers are given, before it is given to any. Empty for what was sent elsewhere.
    raw BLOB NOT NULL,
    timestamp INTEGER NOT NULL,
    symbol TEXT NOT NULL,
    kind TEXT NOT NULL,
    additional_data TEXT NOT NULL,
    multi_transaction_id INTEGER NOT NULL,
    auto_delete INTEGER NOT NULL CHECK (auto_delete IN (0, 1)),
    -- 1 signed, 2 broadcast, 3 in a block, 4 in a block for good, 5 replaced, 6 replaced for good, 7 dropped.
    state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 7),
    -- Of what is in a block.
    block_number INTEGER,
    block_hash BLOB,
    is_success INTEGER CHECK (is_success IN (0, 1)),
    -- Of what was replaced by one that is here.
    replaced_by BLOB,
    -- Of what was dropped.
    reason TEXT,
    PRIMARY KEY (chain_id, hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX pending_transactions_unfinished ON pending_transactions (chain_id, from_address, nonce, hash)
    WHERE state IN (1, 2, 3, 5);

CREATE INDEX pending_transactions_by_nonce ON pending_transactions (chain_id, from_address, nonce, hash);

CREATE INDEX pending_transactions_used ON pending_transactions (chain_id, from_address, nonce)
    WHERE state IN (3, 4, 5, 6);

CREATE TABLE multi_transactions (
    id INTEGER NOT NULL PRIMARY KEY,
    timestamp INTEGER NOT NULL,
    from_network_id INTEGER NOT NULL,
    to_network_id INTEGER NOT NULL,
    from_tx_hash BLOB NOT NULL,
    to_tx_hash BLOB NOT NULL,
    from_address BLOB NOT NULL,
    to_address BLOB NOT NULL,
    from_asset TEXT NOT NULL,
    to_asset TEXT NOT NULL,
    from_amount BLOB,
    to_amount BLOB,
    kind INTEGER NOT NULL,
    cross_tx_id TEXT NOT NULL
) STRICT;

CREATE TABLE transfers (
    row_id INTEGER NOT NULL PRIMARY KEY,
    chain_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    account BLOB NOT NULL,
    -- 0 native, 1 ERC-20, 2 ERC-721, 3 ERC-1155.
    kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 3),
    contract BLOB NOT NULL,
    token_id BLOB NOT NULL,
    from_address BLOB NOT NULL,
    -- NULL if the transaction created a contract.
    to_address BLOB,
    amount BLOB NOT NULL,
    transaction_hash BLOB NOT NULL,
    block_number INTEGER NOT NULL,
    block_hash BLOB NOT NULL,
    -- Unix seconds.
    timestamp INTEGER NOT NULL,
    is_success INTEGER NOT NULL CHECK (is_success IN (0, 1)),
    created_contract BLOB,
    is_issue INTEGER NOT NULL CHECK (is_issue IN (0, 1)),
    -- 0 for none.
    multi_transaction_id INTEGER NOT NULL,
    UNIQUE (chain_id, id, account)
) STRICT;

CREATE INDEX transfers_newest ON transfers (account, chain_id, timestamp DESC, id, multi_transaction_id);

CREATE INDEX transfers_by_block ON transfers (chain_id, block_number);

CREATE INDEX transfers_by_transaction ON transfers (transaction_hash, chain_id);

CREATE INDEX transfers_by_id ON transfers (id);

CREATE INDEX transfers_of_multi_transactions ON transfers (multi_transaction_id) WHERE multi_transaction_id != 0;

CREATE INDEX transfers_recipients ON transfers (account, chain_id, to_address, timestamp)
    WHERE multi_transaction_id = 0;

CREATE INDEX transfers_collectibles ON transfers (account, chain_id, contract, token_id, kind) WHERE kind >= 2;

CREATE TABLE mined_transactions (
    chain_id INTEGER NOT NULL,
    hash BLOB NOT NULL,
    block_number INTEGER NOT NULL,
    block_hash BLOB NOT NULL,
    transaction_index INTEGER NOT NULL,
    from_address BLOB NOT NULL,
    -- NULL if it created a contract.
    to_address BLOB,
    nonce INTEGER NOT NULL,
    value BLOB NOT NULL,
    input BLOB NOT NULL,
    gas_limit INTEGER NOT NULL,
    gas_used INTEGER NOT NULL,
    gas_price BLOB,
    max_fee_per_gas BLOB,
    max_priority_fee_per_gas BLOB,
    effective_gas_price BLOB NOT NULL,
    base_fee_per_gas BLOB,
    l1_fee BLOB,
    kind INTEGER NOT NULL,
    is_success INTEGER NOT NULL CHECK (is_success IN (0, 1)),
    created_contract BLOB,
    PRIMARY KEY (chain_id, hash)
) STRICT;

CREATE TABLE scans (
    chain_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    -- Addresses, one after the other.
    accounts BLOB NOT NULL,
    next_block INTEGER NOT NULL,
    -- The newest ranges, oldest first: 8 bytes first block, 8 bytes last block, 32 bytes hash of it, each.
    ranges BLOB NOT NULL,
    PRIMARY KEY (chain_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX pending_transactions_parts ON pending_transactions (multi_transaction_id)
    WHERE multi_transaction_id != 0;

CREATE INDEX multi_transactions_given ON multi_transactions (from_address, timestamp DESC, id);

CREATE INDEX multi_transactions_got ON multi_transactions (to_address, timestamp DESC, id);

CREATE INDEX multi_transactions_recipients ON multi_transactions (from_address, to_address, timestamp);

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

-- Database: archive

PRAGMA application_id = 1398038898;

CREATE TABLE __diesel_schema_migrations (
       version VARCHAR(50) PRIMARY KEY NOT NULL,
       run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE topics (
    id INTEGER NOT NULL PRIMARY KEY,
    pubsub_topic TEXT NOT NULL,
    content_topic TEXT NOT NULL,
    UNIQUE (pubsub_topic, content_topic)
) STRICT;

CREATE TABLE messages (
    topic_id INTEGER NOT NULL REFERENCES topics (id),
    -- Unix nanoseconds.
    timestamp_ns INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    -- The encoded Waku message.
    message BLOB NOT NULL,
    PRIMARY KEY (topic_id, timestamp_ns, hash)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX messages_by_hash ON messages (hash);

CREATE INDEX messages_by_time ON messages (timestamp_ns, hash);

CREATE TABLE message_count (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 0),
    messages INTEGER NOT NULL
) STRICT;
