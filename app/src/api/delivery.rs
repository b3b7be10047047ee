//! What happened to our messages.

use schemars::JsonSchema;
use serde::Serialize;
use status_domain::crypto::PublicKey;
use status_domain::delivery::{self, DeliveryError, DeliveryReport, RecipientReport, Stage, Wait};
use status_domain::identity::public_key_text;
use status_ports::{GiveUpReason, ProfileStoreExt as _, UnixMillis};

use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wakuext_messageDelivery",
        "What happened to a message of the profile so far: when it was queued, published, stored, by whom confirmed, and \
         what it waits for. Times are Unix milliseconds. Remembered for 31 days.",
        &["messageID"],
        |session: Session, (message_id,): (String,)| async move {
            let hindrance = session.messenger().hindrance();
            let report = session.profile().query(move |stores| delivery::report(stores, &message_id, hindrance)).await;
            Ok::<_, RpcError>(DeliveryJson::from(report.map_err(|error: DeliveryError| error)?))
        },
    );
}

/// What happened to a message.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "delivery.Report")]
#[serde(rename_all = "camelCase")]
struct DeliveryJson {
    message_id: String,
    /// How far it came.
    stage: StageJson,
    /// When it was put into the outbox.
    queued_at: UnixMillis,
    /// When the network took its first envelope.
    first_published_at: Option<UnixMillis>,
    /// When the network took its last envelope.
    last_published_at: Option<UnixMillis>,
    /// How many envelopes the network took: at least one for each recipient, less where messages shared one.
    published_envelopes: u32,
    /// How many peers took an envelope, at most.
    peers: u32,
    /// When a node that keeps messages was found to have it; only looked for if the client switched that check on.
    stored_at: Option<UnixMillis>,
    /// When it was given up as a whole.
    given_up_at: Option<UnixMillis>,
    given_up_because: Option<GiveUpReasonJson>,
    /// What it waits for.
    waits_for: Option<WaitJson>,
    /// Who should confirm it; nobody in a public chat.
    recipients: Vec<RecipientJson>,
}

/// How far a message came towards one person.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "delivery.Recipient")]
#[serde(rename_all = "camelCase")]
struct RecipientJson {
    public_key: String,
    /// Since when a confirmation is expected.
    expected_at: UnixMillis,
    /// How often it was sent, while it is still being sent.
    attempts: Option<u32>,
    /// When it is sent again.
    next_attempt_at: Option<UnixMillis>,
    /// When a device confirmed it.
    confirmed_at: Option<UnixMillis>,
    /// Installation id of that device, if it said so.
    confirmed_by: Option<String>,
    /// When it was sent for the last time without an answer.
    given_up_at: Option<UnixMillis>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(rename = "delivery.Stage")]
#[serde(rename_all = "camelCase")]
enum StageJson {
    Queued,
    Published,
    Stored,
    Confirmed,
    Delivered,
    GivenUp,
}

#[derive(JsonSchema, Serialize)]
#[schemars(rename = "delivery.Wait")]
#[serde(rename_all = "camelCase")]
enum WaitJson {
    Start,
    Connection,
    Peers,
    RateLimit,
    Turn,
    Confirmation,
}

#[derive(JsonSchema, Serialize)]
#[schemars(rename = "delivery.GiveUpReason")]
#[serde(rename_all = "camelCase")]
enum GiveUpReasonJson {
    Refused,
    NeverStored,
}

impl From<DeliveryReport> for DeliveryJson {
    fn from(report: DeliveryReport) -> Self {
        Self {
            message_id: report.message_id,
            stage: match report.stage {
                Stage::Queued => StageJson::Queued,
                Stage::Published => StageJson::Published,
                Stage::Stored => StageJson::Stored,
                Stage::Confirmed => StageJson::Confirmed,
                Stage::Delivered => StageJson::Delivered,
                Stage::GivenUp => StageJson::GivenUp,
            },
            queued_at: report.queued_at,
            first_published_at: report.first_published_at,
            last_published_at: report.last_published_at,
            published_envelopes: report.published_envelopes,
            peers: report.peers,
            stored_at: report.stored_at,
            given_up_at: report.given_up.map(|(at, _)| at),
            given_up_because: report.given_up.map(|(_, reason)| match reason {
                GiveUpReason::Refused => GiveUpReasonJson::Refused,
                GiveUpReason::NeverStored => GiveUpReasonJson::NeverStored,
            }),
            waits_for: report.waits_for.map(|wait| match wait {
                Wait::Start => WaitJson::Start,
                Wait::Connection => WaitJson::Connection,
                Wait::Peers => WaitJson::Peers,
                Wait::RateLimit => WaitJson::RateLimit,
                Wait::Turn => WaitJson::Turn,
                Wait::Confirmation => WaitJson::Confirmation,
            }),
            recipients: report.recipients.into_iter().map(RecipientJson::from).collect(),
        }
    }
}

impl From<RecipientReport> for RecipientJson {
    fn from(report: RecipientReport) -> Self {
        // What is stored was a key when it was stored.
        let public_key = PublicKey::from_bytes(&report.recipient).map(|key| public_key_text(&key));
        Self {
            public_key: public_key.unwrap_or_else(|_| format!("0x{}", hex::encode(report.recipient))),
            expected_at: report.expected_at,
            attempts: report.attempts,
            next_attempt_at: report.next_attempt_at,
            confirmed_at: report.confirmed_at,
            confirmed_by: report.confirmed_by,
            given_up_at: report.given_up_at,
        }
    }
}
