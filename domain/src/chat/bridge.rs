//! Messages that a bridge brings from another network (specification: messaging, section 9.1).

use status_ports::{BridgeRecord, BridgedMessageRecord, MessageRecord, StorageError};
use status_proto::status::ChatMessage;
use status_proto::status::chat_message::{ContentType, Payload};

use crate::messaging::Decision;

/// Replies that wait for what they reply to.
const MAX_REPLIES: u32 = 100;
/// Bytes of an id or a name there. Longer ones are kept with their message, but lead nowhere.
const MAX_LENGTH: usize = 256;

/// Finds what a bridged message replies to, and what replies to it, by their ids on the other side. The message is not
/// stored by this.
///
/// Ids mean something only among the messages that one author brought over one bridge: anybody can claim any id.
pub(super) fn link(
    decision: &mut Decision<'_, '_>,
    message: &mut MessageRecord,
    content: &ChatMessage,
) -> Result<(), StorageError> {
    let Some(Payload::BridgeMessage(bridged)) = &content.payload else { return Ok(()) };
    let parts = [&bridged.bridge_name, &bridged.message_id, &bridged.parent_message_id];
    let is_bridged = content.content_type() == ContentType::BridgeMessage;
    if !is_bridged || parts.iter().any(|part| part.len() > MAX_LENGTH) {
        return Ok(());
    }
    let bridge = BridgeRecord {
        local_chat_id: message.local_chat_id.clone(),
        author: message.from,
        name: bridged.bridge_name.clone(),
    };
    let stores = &mut *decision.context.stores;
    if message.response_to.is_empty() && !bridged.parent_message_id.is_empty() {
        message.response_to = stores.find_bridged_message(&bridge, &bridged.parent_message_id)?.unwrap_or_default();
    }
    stores.save_bridged_message(&BridgedMessageRecord {
        message_id: message.id.clone(),
        bridge: bridge.clone(),
        bridge_message_id: bridged.message_id.clone(),
        parent_message_id: bridged.parent_message_id.clone(),
    })?;
    if bridged.message_id.is_empty() {
        return Ok(());
    }
    let mut replies = stores.bridged_replies(&bridge, &bridged.message_id, MAX_REPLIES)?;
    replies.retain(|id| *id != message.id);
    for reply in stores.messages(&replies)? {
        if reply.response_to.is_empty() {
            decision.save_message(MessageRecord { response_to: message.id.clone(), ..reply })?;
        }
    }
    Ok(())
}
