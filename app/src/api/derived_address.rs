//! Addresses derived from keys of the profile or from a phrase, to choose new accounts from.

use std::collections::BTreeSet;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use status_domain::identity::{ExtendedPrivateKey, parse_address};
use status_domain::keypair::{DeriveError, derive_addresses, phrase_key, private_key_record};
use status_ports::{BlockId, ChainError, ChainProvider as _, PrivateKeyRecord, ProfileStoreExt as _, StorageError};

use crate::json::{Address, CommonAddress, HexBytes, SecretText};
use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wallet_getDerivedAddresses",
        "The addresses at paths below a key of the profile. Whether they were ever used is not looked up.",
        &["password", "derivedFrom", "paths"],
        |session: Session, (password, derived_from, paths): (SecretText, String, Vec<String>)| async move {
            let address = parse_address(&derived_from).map_err(|_| DeriveError::NoKey)?;
            let key = session.profile().query(move |stores| stores.find_private_key(&address)).await?;
            let key = key.ok_or(DeriveError::NoKey)?;
            if !session.verify_password(password.expose()).await? {
                return Err(RpcError::from(DeriveError::WrongPassword));
            }
            derived(&session, key, paths).await
        },
    );
    table.method(
        "wallet_getDerivedAddressesForMnemonic",
        "The addresses at paths below the key of a phrase. Whether they were ever used is not looked up.",
        &["mnemonic", "paths"],
        |session: Session, (phrase, paths): (SecretText, Vec<String>)| async move {
            let master = master_key(phrase).await?;
            derived(&session, private_key_record(&master), paths).await
        },
    );
    table.method(
        "wallet_addressDetails",
        "Whether an address is one of our accounts, and whether it has any of the native currency on some chains; all \
         active ones if none are named. What chains do not tell in time is not waited for.",
        &["params"],
        |session: Session, (params,): (Option<DetailsJson>,)| async move {
            details(&session, params.unwrap_or_default()).await
        },
    );
    table.method(
        "wallet_getAddressDetails",
        "The same for one chain, which is waited for. Deprecated: wallet_addressDetails.",
        &["chainID", "address"],
        |session: Session, (chain_id, address): (u64, String)| async move {
            details(&session, DetailsJson { address, chain_ids: vec![chain_id], timeout_in_milliseconds: 0 }).await
        },
    );
    table.method(
        "wallet_addressExists",
        "Whether an address is one of our accounts, watched ones included.",
        &["address"],
        |session: Session, (address,): (Address,)| async move {
            let account = session.profile().query(move |stores| stores.find_keypair_account(&address.0)).await?;
            Ok::<_, StorageError>(account.is_some_and(|account| !account.removed))
        },
    );
}

/// `wallet.DerivedAddress`.
#[derive(Debug, JsonSchema, Serialize)]
#[schemars(rename = "wallet.DerivedAddress")]
pub(super) struct DerivedAddressJson {
    pub(super) address: CommonAddress,
    #[serde(rename = "public-key", skip_serializing_if = "Option::is_none")]
    pub(super) public_key: Option<HexBytes>,
    pub(super) path: String,
    #[serde(rename = "hasActivity")]
    pub(super) has_activity: bool,
    #[serde(rename = "alreadyCreated")]
    pub(super) already_created: bool,
}

/// `requests.AddressDetails`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(rename = "requests.AddressDetails")]
#[serde(rename = "requests.AddressDetails", rename_all = "camelCase")]
struct DetailsJson {
    address: String,
    chain_ids: Vec<u64>,
    /// How long chains may take in all; zero leaves it open.
    timeout_in_milliseconds: i64,
}

async fn details(session: &Session, params: DetailsJson) -> Result<DerivedAddressJson, RpcError> {
    let address = parse_address(&params.address).map_err(|_| RpcError::method("address-details: invalid address"))?;
    let account = session.profile().query(move |stores| stores.find_keypair_account(&address)).await?;
    let wallet = session.wallet();
    let mut chain_ids: BTreeSet<u64> = params.chain_ids.into_iter().collect();
    if chain_ids.is_empty() {
        chain_ids = wallet.active_networks().await?.into_iter().map(|network| network.chain_id).collect();
    }
    let chains: Vec<_> = chain_ids.into_iter().map(|chain_id| wallet.chain(chain_id)).collect::<Result<_, _>>()?;
    let asking = async {
        for chain in chains {
            if !chain.balance(address, BlockId::Latest).await?.is_zero() {
                return Ok(true);
            }
        }
        Ok::<_, ChainError>(false)
    };
    let limit = u64::try_from(params.timeout_in_milliseconds).ok().filter(|limit| *limit > 0);
    let has_activity = match limit {
        Some(limit) => tokio::time::timeout(Duration::from_millis(limit), asking).await.unwrap_or(Ok(false))?,
        None => asking.await?,
    };
    Ok(DerivedAddressJson {
        address: CommonAddress(address),
        public_key: None,
        path: String::new(),
        has_activity,
        already_created: account.is_some_and(|account| !account.removed),
    })
}

/// The key of a phrase. It takes thousands of rounds of hashing: not on the threads that serve clients.
pub(super) async fn master_key(phrase: SecretText) -> Result<ExtendedPrivateKey, RpcError> {
    let deriving = tokio::task::spawn_blocking(move || phrase_key(phrase.expose()));
    deriving.await.map_err(RpcError::internal)?.map_err(RpcError::from)
}

async fn derived(
    session: &Session,
    key: PrivateKeyRecord,
    paths: Vec<String>,
) -> Result<Vec<DerivedAddressJson>, RpcError> {
    let accounts = session.profile().query(|stores| stores.keypair_accounts()).await?;
    let created: BTreeSet<[u8; 20]> = accounts.into_iter().map(|account| account.address).collect();
    let deriving = tokio::task::spawn_blocking(move || derive_addresses(&key, paths));
    let derived = deriving.await.map_err(RpcError::internal)??;
    let shown = derived.into_iter().map(|(path, address, public_key)| DerivedAddressJson {
        address: CommonAddress(address),
        public_key: Some(HexBytes(public_key.to_uncompressed().to_vec())),
        path,
        has_activity: false,
        already_created: created.contains(&address),
    });
    Ok(shown.collect())
}
