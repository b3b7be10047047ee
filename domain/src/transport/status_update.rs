//! The status update: word that we are there, so that others send us at once what we missed (specification: messaging,
//! section 14; transport, section 7.3).

use prost::Message;
use status_ports::Priority;
use status_proto::status::application_metadata_message::Type;

use super::Transport;
use super::send::{Retention, SendError};
use crate::envelope::ApplicationMessage;
use crate::envelope::topic::names;
use crate::messaging::{Context, Delivery};
use crate::user_status;

impl Transport {
    /// Puts the status that the person chose into the outbox, unless they want nobody to know. One that nobody chose is for
    /// those who listen now: nobody keeps it. Whether there is one to tell.
    ///
    /// # Errors
    /// [`SendError`].
    pub(super) fn publish_status_update(&mut self, context: &mut Context<'_>) -> Result<bool, SendError> {
        let Some((update, delivery)) = user_status::due_update(context)? else { return Ok(false) };
        let bytes = ApplicationMessage::wrap(Type::StatusUpdate, update.encode_to_vec(), context.identity);
        let retention = match delivery {
            Delivery::Ephemeral => Retention::Ephemeral,
            Delivery::Datasync | Delivery::Once => Retention::Kept,
        };
        let topic = names::contact_code(&self.me);
        self.seal_public(context, topic, &bytes, Vec::new(), Priority::Low, retention)?;
        Ok(true)
    }
}
