//! The tokens that a wallet knows.

use futures::join;
use status_domain::wallet::token::{
    Token, TokenCatalog, TokenError, TokenQuestion, TokenScope, custom_token, decode_token_decimals, decode_token_name,
    decode_token_symbol,
};
use status_ports::{
    BlockId, CallRequest, ChainError, ChainProvider, CustomTokenRecord, NetworkRecord, StorageError,
    WalletStoreExt as _,
};

use crate::wallet::Wallet;

/// Why a token cannot be known.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum TokenCallError {
    /// The chain did not say.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// What is there is no token.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// It cannot be stored.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Wallet {
    /// The tokens of these chains.
    ///
    /// # Errors
    /// [`StorageError`].
    pub(crate) async fn tokens(
        &self,
        networks: &[NetworkRecord],
        scope: TokenScope,
    ) -> Result<TokenCatalog, StorageError> {
        let customs = self.custom_tokens().await?;
        Ok(TokenCatalog::new(networks, &self.token_overrides(), &customs, scope))
    }

    /// Tokens that no list names.
    ///
    /// # Errors
    /// [`StorageError`].
    pub(crate) async fn custom_tokens(&self) -> Result<Vec<CustomTokenRecord>, StorageError> {
        self.store().query(|transaction| transaction.custom_tokens()).await
    }

    /// The token of a chain with exactly this symbol: the native currency, one of a list, or another that is known.
    ///
    /// # Errors
    /// [`StorageError`].
    pub(crate) async fn find_token(&self, chain_id: u64, symbol: &str) -> Result<Option<Token>, StorageError> {
        let networks: Vec<_> = self.networks().into_iter().filter(|network| network.chain_id == chain_id).collect();
        Ok(self.tokens(&networks, TokenScope::Known).await?.find(chain_id, symbol).cloned())
    }

    /// What a contract says of itself. Nothing is stored.
    ///
    /// # Errors
    /// [`TokenCallError::Chain`], [`TokenCallError::Token`].
    pub(crate) async fn discover_token(
        &self,
        chain_id: u64,
        address: [u8; 20],
    ) -> Result<CustomTokenRecord, TokenCallError> {
        let chain = self.chain(chain_id)?;
        let (name, symbol, decimals) = join!(
            ask(&*chain, address, TokenQuestion::Name),
            ask(&*chain, address, TokenQuestion::Symbol),
            ask(&*chain, address, TokenQuestion::Decimals),
        );
        let record = CustomTokenRecord {
            chain_id,
            address,
            name: decode_token_name(&name?)?,
            symbol: decode_token_symbol(&symbol?)?,
            decimals: decode_token_decimals(&decimals?)?,
            community_id: None,
            is_added: false,
        };
        Ok(custom_token(record)?)
    }

    /// Adds a token because the person wants it, or changes it.
    ///
    /// # Errors
    /// [`TokenCallError::Token`], [`TokenCallError::Storage`].
    pub(crate) async fn add_custom_token(&self, token: CustomTokenRecord) -> Result<(), TokenCallError> {
        let token = custom_token(token)?;
        let add = self.store().transact(move |transaction| {
            let known = transaction.find_custom_token(token.chain_id, &token.address)?;
            let community_id = known.and_then(|known| known.community_id);
            transaction.save_custom_token(&CustomTokenRecord { community_id, is_added: true, ..token })
        });
        add.await?;
        self.mark_balances_stale();
        Ok(())
    }

    /// Forgets a token that no list names; that there is none is no error.
    ///
    /// # Errors
    /// [`StorageError`].
    pub(crate) async fn delete_custom_token(&self, chain_id: u64, address: [u8; 20]) -> Result<(), StorageError> {
        self.store().transact(move |transaction| transaction.delete_custom_token(chain_id, &address)).await
    }
}

async fn ask(chain: &dyn ChainProvider, token: [u8; 20], question: TokenQuestion) -> Result<Vec<u8>, ChainError> {
    let call = CallRequest { to: Some(token), data: question.call_data(), ..CallRequest::default() };
    chain.call(call, BlockId::Latest).await
}
