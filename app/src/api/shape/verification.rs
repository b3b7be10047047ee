//! An identity verification as clients read it.

use schemars::JsonSchema;
use serde::Serialize;
use status_ports::VerificationRecord;

use super::Scene;

/// `verification.Request`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "verification.Request")]
pub(crate) struct VerificationJson {
    id: String,
    from: String,
    to: String,
    challenge: String,
    response: String,
    /// Milliseconds.
    requested_at: u64,
    /// 1 pending, 2 accepted, 3 declined, 4 canceled, 5 trusted, 6 untrustworthy.
    verification_status: u8,
    /// Milliseconds; 0 without an answer.
    replied_at: u64,
}

impl VerificationJson {
    pub(crate) fn new(verification: &VerificationRecord, scene: &Scene) -> Self {
        Self {
            id: verification.id.clone(),
            from: scene.face(&verification.from).text.clone(),
            to: scene.face(&verification.to).text.clone(),
            challenge: verification.challenge.clone(),
            response: verification.response.clone(),
            requested_at: verification.requested_at,
            verification_status: verification.status,
            replied_at: verification.replied_at,
        }
    }
}
