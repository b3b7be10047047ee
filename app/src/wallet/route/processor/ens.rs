//! Usernames: bought, given back, and with a public key.

use async_trait::async_trait;
use ruint::aliases::U256;
use status_domain::crypto::PublicKey;
use status_domain::wallet::route::{ProcessorError, ProcessorKind, TransactionDraft};
use status_domain::wallet::{
    ENS_REGISTRY, PublicKeyCoordinates, call_data, ens_register, ens_release, ens_set_public_key, name_hash,
    normalize_name, snt_approve_and_call, status_contracts,
};

use super::{Offer, PathProcessor, Question};

/// The domain whose owner is the registrar of usernames.
const STATUS_DOMAIN: &str = "stateofus.eth";

/// Calls a contract of usernames: which of the three, its kind says.
pub(in crate::wallet::route) struct Usernames(pub(in crate::wallet::route) ProcessorKind);

#[async_trait]
impl PathProcessor for Usernames {
    fn kind(&self) -> ProcessorKind {
        self.0
    }

    async fn offer(&self, question: &Question<'_>) -> Result<Offer, ProcessorError> {
        let (contract, data) = match self.0 {
            ProcessorKind::EnsRegister => self.register(question).await?,
            ProcessorKind::EnsRelease => (registrar(question).await?, ens_release(&question.request.username)),
            _ => self.set_key(question).await?,
        };
        let transaction = TransactionDraft { to: contract, data, sends_amount: false };
        let gas = question.gas(&transaction).await?;
        let amount_out = question.inquiry.option.amount;
        Ok(Offer { transaction, gas, amount_out, delivers_all: true, contract, ..Offer::default() })
    }
}

impl Usernames {
    /// The token's contract lets the registrar take the price, and calls it at once.
    async fn register(&self, question: &Question<'_>) -> Result<([u8; 20], Vec<u8>), ProcessorError> {
        let contracts = status_contracts(question.inquiry.from_chain).ok_or(ProcessorError::FromChainUnsupported)?;
        let key = self.key(question)?;
        let registrar = registrar(question).await?;
        let price = question.read_word(registrar, call_data("getPrice()", &[])).await?;
        let call = ens_register(&question.request.username, &question.request.from, &key);
        Ok((contracts.snt, snt_approve_and_call(&registrar, U256::from_be_bytes(price), &call)))
    }

    async fn set_key(&self, question: &Question<'_>) -> Result<([u8; 20], Vec<u8>), ProcessorError> {
        let key = self.key(question)?;
        let name = normalize_name(&question.request.username).map_err(|error| self.failure(&error))?;
        let resolver = question.read_word(ENS_REGISTRY, call_data("resolver(bytes32)", &[name_hash(&name)])).await?;
        let resolver = address(&resolver).ok_or(ProcessorError::ResolverNotFound)?;
        Ok((resolver, ens_set_public_key(&name, &key)))
    }

    /// The key of the request: `0x04` and its coordinates.
    fn key(&self, question: &Question<'_>) -> Result<PublicKeyCoordinates, ProcessorError> {
        let digits = question.request.public_key.strip_prefix("0x").unwrap_or(&question.request.public_key);
        let bytes = hex::decode(digits).map_err(|error| self.failure(&error))?;
        let key = PublicKey::from_bytes(&bytes).map_err(|error| self.failure(&error))?;
        Ok(PublicKeyCoordinates::from(&key))
    }

    fn failure(&self, error: &dyn core::error::Error) -> ProcessorError {
        ProcessorError::other(self.0, error.to_string())
    }
}

/// The registrar of usernames.
async fn registrar(question: &Question<'_>) -> Result<[u8; 20], ProcessorError> {
    let owner = call_data("owner(bytes32)", &[name_hash(STATUS_DOMAIN)]);
    address(&question.read_word(ENS_REGISTRY, owner).await?).ok_or(ProcessorError::RegistrarNotFound)
}

/// An address out of a word; `None` for none.
fn address(word: &[u8; 32]) -> Option<[u8; 20]> {
    let address = *word.last_chunk::<20>()?;
    (address != [0; 20]).then_some(address)
}
