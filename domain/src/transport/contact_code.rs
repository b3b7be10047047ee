//! The contact code: what others need to write to us, published where they look for it.

use prost::Message;
use status_ports::{Priority, StorageError, UnixMillis};
use status_proto::status::ContactCodeAdvertisement;
use status_proto::status::application_metadata_message::Type;

use super::Transport;
use super::send::{Retention, SendError};
use crate::chat;
use crate::contact;
use crate::envelope::ApplicationMessage;
use crate::envelope::topic::names;
use crate::messaging::Context;
use crate::user_status;

/// How often the contact code is published when nothing changes.
const INTERVAL_MS: UnixMillis = 6 * 60 * 60 * 1000;
/// How long after our prekeys the whole contact code follows, as clients expect it: two minutes after the start.
const WHOLE_AFTER_MS: UnixMillis = 2 * 60 * 1000;
/// How long a handled Waku message is remembered.
const PROCESSED_RETENTION_MS: UnixMillis = 48 * 60 * 60 * 1000;
/// How long a confirmation of a message may take to arrive: as long as nodes keep messages.
const CONFIRMATION_RETENTION_MS: UnixMillis = 31 * 24 * 60 * 60 * 1000;

/// What is published as our contact code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactCode {
    /// What others need to write to us.
    Prekeys,
    /// That, and what everybody may know of us.
    Whole,
}

impl ContactCode {
    /// What is to be published after it if nothing changes, and when, in milliseconds from then.
    #[must_use]
    pub const fn next(self) -> (UnixMillis, Self) {
        match self {
            Self::Prekeys => (WHOLE_AFTER_MS, Self::Whole),
            Self::Whole => (INTERVAL_MS, Self::Whole),
        }
    }
}

impl Transport {
    /// Puts our contact code into the outbox.
    ///
    /// # Errors
    /// [`SendError`].
    pub(super) fn publish_contact_code(
        &mut self,
        context: &mut Context<'_>,
        what: ContactCode,
    ) -> Result<(), SendError> {
        let bytes = advertisement(context, what)?;
        self.seal_public(context, names::contact_code(&self.me), &bytes, Vec::new(), Priority::Low, Retention::Kept)
    }

    /// Forgets what nobody repeats any more. To be called now and then.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    pub(super) fn prune(&self, context: &mut Context<'_>) -> Result<(), StorageError> {
        context.stores.prune_processed_envelopes(context.now.saturating_sub(PROCESSED_RETENTION_MS))?;
        user_status::prune(context)?;
        let too_old = context.now.saturating_sub(CONFIRMATION_RETENTION_MS);
        context.stores.prune_confirmations(too_old)?;
        context.stores.prune_deliveries(too_old)?;
        chat::prune(context.stores, context.now)?;
        self.datasync.prune(context.stores, context.now).map_err(super::receive::datasync_failed)
    }
}

/// Our own identity as everybody may see it, signed. The prekeys come with every public message.
fn advertisement(context: &mut Context<'_>, what: ContactCode) -> Result<Vec<u8>, StorageError> {
    let chat_identity = match what {
        ContactCode::Prekeys => None,
        ContactCode::Whole => contact::identity_beside_contact_code(context)?,
    };
    let payload = ContactCodeAdvertisement { chat_identity }.encode_to_vec();
    Ok(ApplicationMessage::wrap(Type::ContactCodeAdvertisement, payload, context.identity))
}
