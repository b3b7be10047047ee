//! The status update: word that we are there, so that others send us at once what we missed (specification: messaging,
//! section 14; transport, section 7.3).

use prost::Message;
use serde_json::Value;
use status_ports::{Priority, StorageError, UnixMillis};
use status_proto::status::StatusUpdate;
use status_proto::status::application_metadata_message::Type;
use status_proto::status::status_update::StatusType;

use super::Transport;
use super::send::{Retention, SendError};
use crate::crypto::PrivateKey;
use crate::envelope::ApplicationMessage;
use crate::envelope::topic::names;
use crate::messaging::Context;
use crate::settings;

impl Transport {
    /// Puts word that we are there into the outbox, unless the person does not want that. It is for those who listen
    /// now: nobody keeps it.
    ///
    /// # Errors
    /// [`SendError`].
    pub(super) fn publish_status_update(&mut self, context: &mut Context<'_>) -> Result<(), SendError> {
        if !is_wanted(context)? {
            return Ok(());
        }
        let bytes = automatic(context.now, context.identity);
        self.seal_public(
            context,
            names::contact_code(&self.me),
            &bytes,
            Vec::new(),
            Priority::Low,
            Retention::Ephemeral,
        )
    }
}

fn is_wanted(context: &mut Context<'_>) -> Result<bool, StorageError> {
    Ok(settings::setting(&context.stores.settings()?, "send-status-updates?") == Value::Bool(true))
}

/// An update of the kind that nobody chose, signed.
fn automatic(now: UnixMillis, author: &PrivateKey) -> Vec<u8> {
    let update =
        StatusUpdate { clock: now / 1000, status_type: StatusType::Automatic.into(), custom_text: String::new() };
    ApplicationMessage::wrap(Type::StatusUpdate, update.encode_to_vec(), author)
}
