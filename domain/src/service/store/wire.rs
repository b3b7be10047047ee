//! The answer on the wire, with messages as the bytes that they are kept as: the same on the wire as
//! `StoreQueryResponse`, without reading what nobody looks at.

/// `WakuMessageKeyValue`.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub(super) struct KeyValue {
    #[prost(bytes = "vec", optional, tag = "1")]
    pub(super) message_hash: Option<Vec<u8>>,
    /// An encoded `WakuMessage`.
    #[prost(bytes = "vec", optional, tag = "2")]
    pub(super) message: Option<Vec<u8>>,
    #[prost(string, optional, tag = "3")]
    pub(super) pubsub_topic: Option<String>,
}

/// `StoreQueryResponse`.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub(super) struct Response {
    #[prost(string, tag = "1")]
    pub(super) request_id: String,
    #[prost(uint32, optional, tag = "10")]
    pub(super) status_code: Option<u32>,
    #[prost(string, optional, tag = "11")]
    pub(super) status_desc: Option<String>,
    #[prost(message, repeated, tag = "20")]
    pub(super) messages: Vec<KeyValue>,
    #[prost(bytes = "vec", optional, tag = "51")]
    pub(super) pagination_cursor: Option<Vec<u8>>,
}
