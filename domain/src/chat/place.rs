//! Which chat a received message belongs to (specification: messaging, section 9.2).

use status_ports::{ChatKind, ChatRecord};
use status_proto::status::MessageType;

use super::{ChatMessageError, is_allowed_from};
use crate::contact::ContactRequests as _;
use crate::crypto::PublicKey;
use crate::group;
use crate::identity::{parse_public_key, public_key_text};
use crate::messaging::{Decision, HandleError};

/// The chat of a received message. It is not stored by this.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) chat: ChatRecord,
    /// The other one of a chat between two people.
    pub(crate) peer: Option<PublicKey>,
    /// We wrote the message, on another device.
    pub(crate) is_own: bool,
}

impl Place {
    /// The chat that a message of `author` belongs to which says this of its chat. Whoever must not write there is
    /// refused.
    pub(crate) fn find(
        decision: &mut Decision<'_, '_>,
        message_type: MessageType,
        chat_id: &str,
        author: &PublicKey,
    ) -> Result<Self, HandleError> {
        let is_own = *author == decision.context.me;
        match message_type {
            MessageType::OneToOne => Self::between_two(decision, chat_id, author, is_own),
            MessageType::PublicGroup => {
                let chat = find(decision, chat_id, ChatKind::Public)?;
                Ok(Self { chat, peer: None, is_own })
            }
            MessageType::PrivateGroup => {
                let chat = find(decision, chat_id, ChatKind::PrivateGroup)?;
                let members = group::members(decision.context.stores, chat_id)?;
                let is_member = |key: &PublicKey| members.iter().any(|member| member.public_key == key.to_compressed());
                if !is_member(author) || !is_member(&decision.context.me) {
                    return Err(HandleError::NotAllowed);
                }
                Ok(Self { chat, peer: None, is_own })
            }
            MessageType::CommunityChat
            | MessageType::UnknownMessageType
            | MessageType::SystemMessagePrivateGroup
            | MessageType::SystemMessageGap => Err(ChatMessageError::UnsupportedMessageType.into()),
        }
    }

    fn between_two(
        decision: &mut Decision<'_, '_>,
        chat_id: &str,
        author: &PublicKey,
        is_own: bool,
    ) -> Result<Self, HandleError> {
        let peer = if is_own {
            parse_public_key(chat_id).map_err(|_| ChatMessageError::InvalidChat)?
        } else if chat_id == public_key_text(&decision.context.me) {
            *author
        } else {
            return Err(HandleError::ForSomebodyElse);
        };
        let contact = decision.contact(&peer)?;
        let mut chat = decision.chat_with(&peer)?;
        chat.active |= is_own || contact.is_added();
        if !is_own && !is_allowed_from(decision.context.stores, &contact, &chat)? {
            return Err(HandleError::NotAllowed);
        }
        Ok(Self { chat, peer: Some(peer), is_own })
    }
}

fn find(decision: &mut Decision<'_, '_>, id: &str, kind: ChatKind) -> Result<ChatRecord, HandleError> {
    let found = decision.context.stores.find_chat(id)?;
    found.filter(|chat| chat.kind == kind).ok_or(HandleError::UnknownChat)
}
