//! Who gets what is said in a chat (specification: messaging, sections 1.2 and 1.5).

use status_ports::{ChatKind, ChatRecord, ProfileTransaction, StorageError};
use status_proto::status::MessageType;

use crate::crypto::PublicKey;
use crate::group;
use crate::identity::parse_public_key;
use crate::messaging::{Audience, Delivery};

/// Everybody who gets what is said in a chat; ourselves may be among them. Nobody in a kind of chat that this version
/// does not have.
pub(crate) fn audiences(stores: &mut dyn ProfileTransaction, chat: &ChatRecord) -> Result<Vec<Audience>, StorageError> {
    Ok(match chat.kind {
        ChatKind::OneToOne => parse_public_key(&chat.id).into_iter().map(Audience::Person).collect(),
        ChatKind::Public => vec![Audience::Everybody(chat.id.clone())],
        ChatKind::PrivateGroup => {
            let members = group::members(stores, &chat.id)?;
            members
                .iter()
                .filter_map(|member| PublicKey::from_bytes(&member.public_key).ok())
                .map(Audience::Person)
                .collect()
        }
        ChatKind::Community => Vec::new(),
    })
}

/// How hard the network tries in a chat of this kind.
pub(crate) const fn delivery(kind: ChatKind) -> Delivery {
    match kind {
        ChatKind::OneToOne | ChatKind::PrivateGroup => Delivery::Datasync,
        ChatKind::Public | ChatKind::Community => Delivery::Once,
    }
}

/// What messages of a chat say about its kind.
pub(crate) const fn message_type(kind: ChatKind) -> MessageType {
    match kind {
        ChatKind::OneToOne => MessageType::OneToOne,
        ChatKind::Public => MessageType::PublicGroup,
        ChatKind::PrivateGroup => MessageType::PrivateGroup,
        ChatKind::Community => MessageType::CommunityChat,
    }
}
