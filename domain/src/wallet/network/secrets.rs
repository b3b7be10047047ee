//! What a client tells at each login of the accounts that it has with providers.

use zeroize::Zeroizing;

/// Tokens, users and passwords for providers of chains. Kept for the session only.
#[derive(Clone, Default)]
pub struct WalletSecrets {
    /// Appended to the URLs of Infura.
    pub infura_token: Zeroizing<String>,
    /// Appended to the URLs of Grove.
    pub pokt_token: Zeroizing<String>,
    /// Host part of the URLs of the proxy.
    pub proxy_stage_name: String,
    /// Whether providers are asked through the proxy first.
    pub is_proxy_enabled: bool,
    /// User at the proxy.
    pub proxy_user: String,
    /// Password at the proxy.
    pub proxy_password: Zeroizing<String>,
    /// User at the proxy for market data; empty for nobody.
    pub market_user: String,
    /// Password there.
    pub market_password: Zeroizing<String>,
    /// URL of one chain for tests that stands for all of them; empty without it.
    pub test_chain_url: String,
}

impl core::fmt::Debug for WalletSecrets {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("WalletSecrets").finish_non_exhaustive()
    }
}
