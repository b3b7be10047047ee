//! Records of the messenger as clients read them. The public JSON has its oddities: what a message looks like depends on
//! where it is shown. Each way has a name here.

mod activity;
mod bridge;
mod chat;
mod contact;
mod face;
mod group;
mod link_preview;
mod local_notification;
mod message;
mod pin;
mod preview;
mod reaction;
mod response;
mod scene;
mod shaper;
mod showcase;
mod text;
mod user_status;
mod verification;

pub(super) use activity::{ActivityJson, ActivityStateJson};
pub(super) use bridge::BridgeMessageJson;
pub(super) use chat::ChatJson;
pub(super) use contact::{ContactJson, trust_status};
pub(super) use group::InvitationJson;
pub(super) use link_preview::{LinkPreviewJson, StatusLinkPreviewJson, unfurled_links, unfurled_status_links};
pub(crate) use local_notification::LocalNotificationJson;
pub(super) use message::MessageJson;
pub(super) use pin::{PinJson, PinnedMessageJson};
pub(super) use preview::ChatPreviewJson;
pub(super) use reaction::ReactionJson;
pub(super) use response::MessengerResponseJson;
pub(super) use scene::Scene;
pub(crate) use shaper::Shaper;
pub(super) use showcase::{ShowcaseAccountJson, ShowcaseJson, ShowcasePreferencesJson};
pub(super) use user_status::UserStatusJson;
pub(super) use verification::VerificationJson;

use face::Faces;

#[cfg(test)]
mod tests;
