//! How a bot fails.

use status_domain::messaging::CommandError;
use status_ports::{StorageError, WakuError};

use crate::messenger::MessengerError;
use crate::session::LoginError;

/// Why something was not done. Nothing is changed then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BotError {
    /// The account was not opened or made: a wrong password, a folder that cannot be used, a node that does not start.
    #[error("the account was not opened: {0}")]
    Open(String),
    /// The account that is to be made lacks something.
    #[error("no such account can be made: {0}")]
    Account(String),
    /// It runs, or was shut down.
    #[error("the messenger was started before")]
    Started,
    /// A rule forbids it: the chat is not there, the text is empty, somebody else would have to do it.
    #[error("refused: {0}")]
    Refused(String),
    /// The network node refuses it, or is stopped.
    #[error(transparent)]
    Network(#[from] WakuError),
    /// The database failed, or is closed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<LoginError> for BotError {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::WrongPassword => Self::Open("wrong password".to_owned()),
            other => Self::Open(other.to_string()),
        }
    }
}

impl From<MessengerError> for BotError {
    fn from(error: MessengerError) -> Self {
        match error {
            MessengerError::AlreadyStarted => Self::Started,
            MessengerError::Storage(error) => Self::Storage(error),
        }
    }
}

impl From<CommandError> for BotError {
    fn from(error: CommandError) -> Self {
        match error {
            CommandError::Storage(error) => Self::Storage(error),
            other => Self::Refused(other.to_string()),
        }
    }
}
