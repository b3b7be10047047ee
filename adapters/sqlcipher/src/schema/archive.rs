//! Tables of a store node's archive.

diesel::table! {
    topics (id) {
        id -> BigInt,
        pubsub_topic -> Text,
        content_topic -> Text,
    }
}

diesel::table! {
    messages (topic_id, timestamp_ns, hash) {
        topic_id -> BigInt,
        timestamp_ns -> BigInt,
        hash -> Binary,
        message -> Binary,
    }
}

diesel::table! {
    message_count (id) {
        id -> BigInt,
        messages -> BigInt,
    }
}

diesel::joinable!(messages -> topics (topic_id));
diesel::allow_tables_to_appear_in_same_query!(messages, topics);
