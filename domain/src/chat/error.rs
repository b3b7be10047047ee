//! Why a command about a chat is refused.

use super::mention::MentionError;

/// Why a command about a chat is refused. The texts are those of the API where it has one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChatError {
    /// There is nothing to look for.
    #[error("empty search term")]
    EmptySearchTerm,
    /// More chats than are searched at once.
    #[error("at most {} chats can be searched at once", super::search::MAX_SEARCHED_CHATS)]
    TooManyChats,
    /// A public chat needs a name that is no id of another kind of chat.
    #[error("create-public-chat: invalid id")]
    InvalidPublicChat,
    /// Nobody makes such a chat any more.
    #[error("profile chats are deprecated")]
    ProfileChatsAreGone,
    /// How long to mute is no number of [`MuteVariation`](super::MuteVariation).
    #[error("mute-chat: invalid params")]
    InvalidMute,
    /// A text that a client wants to be kept is too long.
    #[error("{0} is too long")]
    TooLong(&'static str),
    /// A chat that is not here and cannot be made from this.
    #[error("save-chat: unknown chat")]
    UnknownChat,
    /// A card of the chat switcher has a name.
    #[error("upsert-switcher-card: invalid card id")]
    NoCardId,
    /// More cards than are kept.
    #[error("upsert-switcher-card: at most {} cards are kept", super::switcher_card::MAX_CARDS)]
    TooManyCards,
    /// A mention cannot be written.
    #[error(transparent)]
    Mention(#[from] MentionError),
}
