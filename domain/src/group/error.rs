//! What a group does not allow.

use super::{MAX_COLOR_LENGTH, MAX_IMAGE_LENGTH, MAX_MEMBERS, MAX_NAME_LENGTH};
use crate::chat::ClockError;

/// Why an event, an update or a command of a group is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GroupError {
    /// Not the id of a group: a name of its own and the key of who made it.
    #[error("invalid chat ID")]
    InvalidChatId,
    /// The chat is of another kind.
    #[error("the chat is no private group")]
    NotAGroup,
    /// Bytes that are no event.
    #[error("malformed event")]
    Malformed,
    /// The signature names nobody, or is one that others can change.
    #[error("invalid signature of an event")]
    InvalidSignature,
    /// A type of event that this version does not know.
    #[error("unknown type of event: {0}")]
    UnknownType(i32),
    /// The clock cannot be.
    #[error(transparent)]
    Clock(#[from] ClockError),
    /// A member that is no key.
    #[error("invalid key of a member")]
    InvalidKey,
    /// The event concerns one person.
    #[error("the event must name one member")]
    NotOneMember,
    /// Nobody is named.
    #[error("the event names nobody")]
    NobodyNamed,
    /// A group has a name, and not too long a one.
    #[error("the name of a group has 1 to {MAX_NAME_LENGTH} characters")]
    InvalidName,
    /// A colour that is none.
    #[error("the color of a group has 1 to {MAX_COLOR_LENGTH} characters")]
    InvalidColor,
    /// No picture, or too large a one.
    #[error("the picture of a group has 1 to {MAX_IMAGE_LENGTH} bytes")]
    InvalidImage,
    /// Nobody has made the group.
    #[error("the group was not created")]
    NotCreated,
    /// A group is made once.
    #[error("the group was created before")]
    CreatedBefore,
    /// The chat id tells who makes the group.
    #[error("the group was created by somebody else")]
    NotTheCreator,
    /// Only members do this.
    #[error("not a member of the group")]
    NotAMember,
    /// Only admins do this.
    #[error("not an admin of the group")]
    NotAnAdmin,
    /// Admins leave by themselves.
    #[error("an admin can't be removed by others")]
    AdminRemoved,
    /// Nobody of those named can become an admin.
    #[error("only members can become admins")]
    NoMemberNamed,
    /// The group is full.
    #[error("a group has at most {MAX_MEMBERS} members")]
    TooManyMembers,
    /// More events than the history of any group has.
    #[error("the history of the group is too long")]
    HistoryTooLong,
    /// A group that we never were in.
    #[error("can't create a new group chat without us being a member")]
    NotForUs,
    /// What comes with an update belongs to another chat.
    #[error("the message belongs to another chat")]
    ForeignChat,
    /// Only contacts can be added.
    #[error("group-chat: can't add members who are not mutual contacts")]
    NotMutualContacts,
    /// An answer to what we never asked, or a state that nobody sends.
    #[error("invalid group chat invitation")]
    InvalidInvitation,
    /// There is no such wish to join.
    #[error("record not found")]
    InvitationNotFound,
}
