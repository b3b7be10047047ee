//! Messages that keys of the profile sign, for communities and for web pages.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use status_domain::crypto::Signature;
use status_domain::keypair::SigningKeyError;
use status_domain::wallet::{hash_personal_message, sign_personal_message};
use status_ports::{ProfileStoreExt as _, StorageError};

use crate::json::{self, Address, HexBytes, JsonError, SecretText};
use crate::rpc::{RpcError, Table};
use crate::session::Session;
use crate::wallet::signing::{SigningError, signing_key};

/// Most messages of one call. Somebody who joins a community signs one for each account.
const MAX_MESSAGES: usize = 100;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wakuext_signData",
        "Signs messages with wallet accounts (EIP-191): R, S and V of each, with V 27 or 28. All are signed, or none.",
        &["signParams"],
        |session: Session, (messages,): (Option<Vec<MessageJson>>,)| async move {
            sign_all(&session, messages.unwrap_or_default()).await
        },
    );
    table.method(
        "wakuext_signMessageWithChatKey",
        "Signs a text with the chat key (EIP-191): R, S and V, with V 0 or 1.",
        &["message"],
        |session: Session, (message,): (String,)| async move {
            let digest = hash_personal_message(message.as_bytes());
            Ok::<_, RpcError>(HexBytes(Signature::sign_digest(session.chat_key(), &digest).to_bytes().into()))
        },
    );
}

/// `account.SignParams`.
#[derive(Deserialize, JsonSchema)]
#[serde(rename = "account.SignParams")]
struct MessageJson {
    /// `0x` and hex digits.
    data: Value,
    account: String,
    password: SecretText,
}

/// Why a message is not signed. The texts are those of the API.
#[derive(Debug, thiserror::Error)]
enum MessageError {
    #[error("too many messages")]
    TooMany,
    #[error("address has to be provided")]
    NoAddress,
    #[error("data has to be provided")]
    NoMessage,
    #[error("password has to be provided")]
    NoPassword,
    #[error("Cannot join a community using profile chat or watch-only account")]
    NotOfWallet,
    #[error("Signing a joining community request for accounts migrated to keycard must be done with a keycard")]
    OnKeycard,
    #[error("account doesn't exist")]
    Unknown,
    #[error(transparent)]
    Json(#[from] JsonError),
    #[error(transparent)]
    Signing(SigningError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<SigningError> for MessageError {
    fn from(error: SigningError) -> Self {
        match error {
            SigningError::NoKey(SigningKeyError::WatchOnly) => Self::NotOfWallet,
            SigningError::NoKey(SigningKeyError::OnKeycard) => Self::OnKeycard,
            other => Self::Signing(other),
        }
    }
}

impl MessageJson {
    /// The account and the message.
    fn check(&self) -> Result<([u8; 20], Vec<u8>), MessageError> {
        // The length is what clients are told about first.
        if self.account.len() != 42 {
            return Err(MessageError::NoAddress);
        }
        if self.data.is_null() || self.data == "" {
            return Err(MessageError::NoMessage);
        }
        if self.password.expose().is_empty() {
            return Err(MessageError::NoPassword);
        }
        let account: Address = json::decode(&Value::from(self.account.as_str()))?;
        let message: HexBytes = json::decode(&self.data)?;
        Ok((account.0, message.0))
    }
}

async fn sign_all(session: &Session, messages: Vec<MessageJson>) -> Result<Vec<HexBytes>, MessageError> {
    if messages.len() > MAX_MESSAGES {
        return Err(MessageError::TooMany);
    }
    let checked: Vec<_> = messages.iter().map(MessageJson::check).collect::<Result<_, _>>()?;
    let mut signatures = Vec::with_capacity(messages.len());
    for (json, (account, message)) in messages.iter().zip(checked) {
        let known = session.profile().query(move |stores| stores.find_keypair_account(&account)).await?;
        if known.filter(|known| !known.removed).ok_or(MessageError::Unknown)?.chat {
            return Err(MessageError::NotOfWallet);
        }
        let key = signing_key(session, &hex::encode(account), json.password.expose()).await?;
        signatures.push(HexBytes(sign_personal_message(&key, &message).into()));
    }
    Ok(signatures)
}
