//! Who is there, as clients read it.

use schemars::JsonSchema;
use serde::Serialize;
use status_ports::UserStatusRecord;

use super::Scene;

/// `protocol.UserStatus`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "protocol.UserStatus")]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserStatusJson {
    #[serde(skip_serializing_if = "String::is_empty")]
    public_key: String,
    status_type: i32,
    clock: u64,
    text: String,
}

impl UserStatusJson {
    pub(crate) fn new(status: &UserStatusRecord, scene: &Scene) -> Self {
        Self {
            public_key: scene.face(&status.public_key).text.clone(),
            status_type: status.status_type,
            clock: status.clock,
            text: status.text.clone(),
        }
    }

    /// Our own, which clients know without a name.
    pub(crate) fn own(status: &UserStatusRecord) -> Self {
        Self {
            public_key: String::new(),
            status_type: status.status_type,
            clock: status.clock,
            text: status.text.clone(),
        }
    }
}
