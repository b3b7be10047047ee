//! Why a message is dropped, and why a command is refused.

use status_ports::StorageError;
use status_proto::status::application_metadata_message::Type;

use crate::chat::{ChatError, ChatMessageError, ClockError, MessageChangeError};
use crate::contact::{IdentityError, VerificationError};
use crate::group::GroupError;
use crate::identity::{BioError, DisplayNameError};
use crate::profile::ProfileError;
use crate::user_status::UserStatusError;

/// Why a received message is dropped. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HandleError {
    /// A type that this version does not handle.
    #[error("messages of type {} are not supported", .0.as_str_name())]
    Unsupported(Type),
    /// The payload is no protobuf of its type.
    #[error("malformed payload")]
    Malformed,
    /// The author did not send it: somebody passed it on.
    #[error("the message was passed on by somebody else")]
    PassedOn,
    /// It is for somebody else.
    #[error("the message is for somebody else")]
    ForSomebodyElse,
    /// A chat that is not here.
    #[error("unknown chat")]
    UnknownChat,
    /// We blocked the author.
    #[error("the author is blocked")]
    Blocked,
    /// The author is no contact, and we take messages from contacts only.
    #[error("message not allowed")]
    NotAllowed,
    /// An update of a group that breaks a rule.
    #[error(transparent)]
    Group(#[from] GroupError),
    /// A change of a message that breaks a rule.
    #[error(transparent)]
    MessageChange(#[from] MessageChangeError),
    /// A step of an identity verification that breaks a rule.
    #[error(transparent)]
    Verification(#[from] VerificationError),
    /// The request that it accepts belongs to another chat.
    #[error("can't accept contact request not sent to user")]
    ForeignContactRequest,
    /// A chat message that breaks a rule.
    #[error(transparent)]
    ChatMessage(#[from] ChatMessageError),
    /// A clock that cannot be.
    #[error(transparent)]
    Clock(#[from] ClockError),
    /// A display name that breaks a rule.
    #[error(transparent)]
    DisplayName(#[from] DisplayNameError),
    /// A bio that breaks a rule.
    #[error(transparent)]
    Bio(#[from] BioError),
    /// Pictures or a showcase that break a rule.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// A status that cannot be.
    #[error(transparent)]
    UserStatus(#[from] UserStatusError),
    /// The store failed; the message may be handled again.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<prost::DecodeError> for HandleError {
    fn from(_: prost::DecodeError) -> Self {
        Self::Malformed
    }
}

/// Why a command of the client is refused. Nothing was changed. The texts are those of the API.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CommandError {
    /// There is no such message.
    #[error("record not found")]
    MessageNotFound,
    /// This person never asked.
    #[error("accept-contact-request: invalid id")]
    NothingToAccept,
    /// This person never asked.
    #[error("decline-contact-request: invalid id")]
    NothingToDecline,
    /// A contact request says something.
    #[error("send-contact-request: invalid message")]
    EmptyContactRequest,
    /// Nothing is known of this person.
    #[error("contact not found")]
    ContactNotFound,
    /// What a client tells of us is longer than anybody reads.
    #[error("contact update is too long")]
    ContactUpdateTooLong,
    /// No ENS name.
    #[error("invalid ens record")]
    InvalidEnsName,
    /// There is no such chat.
    #[error("can't find chat")]
    ChatNotFound,
    /// There is no such chat to send to or to read.
    #[error("Chat not found")]
    NoChatToUse,
    /// Only chats between two people are supported.
    #[error("messages to this kind of chat are not supported")]
    UnsupportedChat,
    /// What the message carries does not fit its content type.
    #[error(transparent)]
    Content(#[from] ChatMessageError),
    /// What is not possible with a chat.
    #[error(transparent)]
    Chat(#[from] ChatError),
    /// What a group does not allow.
    #[error(transparent)]
    Group(#[from] GroupError),
    /// A change of a message that is not possible.
    #[error(transparent)]
    MessageChange(#[from] MessageChangeError),
    /// A step of an identity verification that is not possible.
    #[error(transparent)]
    Verification(#[from] VerificationError),
    /// What one cannot say of oneself.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// Entries to accept must be named.
    #[error("notifications ids are not provided")]
    NoActivityIds,
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}
