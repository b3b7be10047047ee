//! The contact code: what others need to write to us, published where they look for it.

use prost::Message;
use status_ports::{Priority, StorageError, UnixMillis};
use status_proto::status::ContactCodeAdvertisement;
use status_proto::status::application_metadata_message::Type;

use super::Transport;
use super::send::{Retention, SendError};
use crate::contact;
use crate::envelope::ApplicationMessage;
use crate::envelope::topic::names;
use crate::messaging::Context;

/// How often the contact code is published when nothing changes.
pub const CONTACT_CODE_INTERVAL_MS: UnixMillis = 6 * 60 * 60 * 1000;
/// How long a handled Waku message is remembered.
const PROCESSED_RETENTION_MS: UnixMillis = 48 * 60 * 60 * 1000;

impl Transport {
    /// Puts our contact code into the outbox.
    ///
    /// # Errors
    /// [`SendError`].
    pub(super) fn publish_contact_code(&mut self, context: &mut Context<'_>) -> Result<(), SendError> {
        let bytes = advertisement(context)?;
        self.seal_public(context, names::contact_code(&self.me), &bytes, Priority::Low, Retention::Kept)
    }

    /// Forgets what nobody repeats any more. To be called now and then.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    pub(super) fn prune(&self, context: &mut Context<'_>) -> Result<(), StorageError> {
        context.stores.prune_processed_envelopes(context.now.saturating_sub(PROCESSED_RETENTION_MS))?;
        self.datasync.prune(context.stores, context.now).map_err(super::receive::datasync_failed)
    }
}

/// Our own identity as everybody may see it, signed.
fn advertisement(context: &mut Context<'_>) -> Result<Vec<u8>, StorageError> {
    let chat_identity = contact::chat_identity(context)?.map(|(identity, _)| identity);
    let payload = ContactCodeAdvertisement { chat_identity }.encode_to_vec();
    Ok(ApplicationMessage::wrap(Type::ContactCodeAdvertisement, payload, context.identity))
}
