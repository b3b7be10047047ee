//! Between which chains and tokens a processor carries.

use super::{ProcessorError, ProcessorKind, RouteToken};
use crate::wallet::status_contracts;

/// What a processor is asked about. What is not known is missing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Connection<'a> {
    /// Where the money is, and where it goes.
    pub chains: Option<(u64, u64)>,
    /// What is sent.
    pub from_token: Option<&'a RouteToken>,
    /// What shall arrive, if that is something else.
    pub to_token: Option<&'a RouteToken>,
}

impl ProcessorKind {
    /// Whether it carries there, as far as chains and tokens tell.
    ///
    /// # Errors
    /// What is missing, or what must not be.
    pub fn is_available(self, connection: &Connection<'_>) -> Result<bool, ProcessorError> {
        let (from, to) = connection.chains.ok_or(ProcessorError::ChainMissing)?;
        match self {
            Self::Transfer | Self::Erc721Transfer | Self::Erc1155Transfer => {
                connection.one_token()?;
                Ok(from == to)
            }
            Self::Hop | Self::CBridge => {
                connection.one_token()?;
                if from == to { Err(ProcessorError::ChainsMustDiffer) } else { Ok(true) }
            }
            Self::Paraswap => {
                let (Some(sent), Some(wanted)) = (connection.from_token, connection.to_token) else {
                    return Err(ProcessorError::TokensMissing);
                };
                match (from == to, sent.symbol == wanted.symbol) {
                    (false, _) => Err(ProcessorError::ChainsMustMatch),
                    (true, true) => Err(ProcessorError::TokensMustDiffer),
                    (true, false) => Ok(true),
                }
            }
            Self::EnsRegister | Self::EnsRelease | Self::EnsPublicKey | Self::StickersBuy => {
                Ok(status_contracts(from).is_some())
            }
        }
    }
}

impl Connection<'_> {
    fn one_token(&self) -> Result<(), ProcessorError> {
        if self.from_token.is_none() {
            return Err(ProcessorError::TokenMissing);
        }
        if self.to_token.is_some() { Err(ProcessorError::UnexpectedToToken) } else { Ok(()) }
    }
}
