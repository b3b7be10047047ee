//! Names that are bought, given back, or given a public key.

use status_domain::identity::parse_hex_public_key;
use status_domain::wallet::{EnsName, TransactionRequest, UsernameLabel};
use status_domain::{crypto::PublicKey, ens_username};
use status_ports::{ProfileStoreExt as _, ProfileTransaction};

use crate::api::contract_call::{CallArgumentsJson, CallMessageJson};
use crate::api::wallet::TransactionJson;
use crate::json::{Hash, SecretText};
use crate::rpc::{RpcError, Table};
use crate::session::Session;
use crate::wallet::contract::ContractCall;
use crate::wallet::execution::Signer;
use crate::wallet::signing::signing_key;

/// What transactions are for, as those that follow them are told.
const REGISTER: &str = "RegisterENS";
const RELEASE: &str = "ReleaseENS";
const SET_KEY: &str = "SetPubKey";

pub(super) fn register(table: &mut Table) {
    register_registration(table);
    register_release(table);
    register_key_change(table);
}

fn register_registration(table: &mut Table) {
    table.method(
        "ens_register",
        "Buys a name of stateofus.eth and puts it on the list of the person's own. The name is its first label.",
        &["chainID", "txArgs", "password", "username", "pubkey"],
        |session: Session, (chain_id, arguments, password, username, key): (u64, TransactionJson, SecretText, String, String)| async move {
            let purchase = Purchase::parse(&username, &key)?;
            let call = purchase.call(&session, chain_id, &arguments).await?;
            let hash = send(&session, chain_id, &arguments, call, REGISTER, &password).await?;
            note(&session, chain_id, Noted::Owned(purchase.label.full_name())).await;
            Ok::<_, RpcError>(hash)
        },
    );
    table.method(
        "ens_registerPrepareTx",
        "The transaction that buys a name of stateofus.eth, at the price that it has now.",
        &["chainID", "txArgs", "username", "pubkey"],
        |session: Session, (chain_id, arguments, username, key): (u64, TransactionJson, String, String)| async move {
            let call = Purchase::parse(&username, &key)?.call(&session, chain_id, &arguments).await?;
            Ok::<_, RpcError>(CallArgumentsJson::from(call))
        },
    );
    table.method(
        "ens_registerPrepareTxCallMsg",
        "The transaction that buys a name of stateofus.eth, as go-ethereum writes it.",
        &["chainID", "txArgs", "username", "pubkey"],
        |session: Session, (chain_id, arguments, username, key): (u64, TransactionJson, String, String)| async move {
            let call = Purchase::parse(&username, &key)?.call(&session, chain_id, &arguments).await?;
            Ok::<_, RpcError>(CallMessageJson::from(call))
        },
    );
    table.method(
        "ens_registerEstimate",
        "Gas of the transaction that buys a name of stateofus.eth, and a little more.",
        &["chainID", "txArgs", "username", "pubkey"],
        |session: Session, (chain_id, arguments, username, key): (u64, TransactionJson, String, String)| async move {
            let call = Purchase::parse(&username, &key)?.call(&session, chain_id, &arguments).await?;
            gas_of(&session, chain_id, call).await
        },
    );
}

fn register_release(table: &mut Table) {
    table.method(
        "ens_release",
        "Gives a name of stateofus.eth back and takes it off the list of the person's own. The name is its first label.",
        &["chainID", "txArgs", "password", "username"],
        |session: Session, (chain_id, arguments, password, username): (u64, TransactionJson, SecretText, String)| async move {
            let label: UsernameLabel = username.parse()?;
            let call = release(&session, chain_id, &arguments, &label).await?;
            let hash = send(&session, chain_id, &arguments, call, RELEASE, &password).await?;
            note(&session, chain_id, Noted::GivenBack(label.full_name())).await;
            Ok::<_, RpcError>(hash)
        },
    );
    table.method(
        "ens_releasePrepareTx",
        "The transaction that gives a name of stateofus.eth back.",
        &["chainID", "txArgs", "username"],
        |session: Session, (chain_id, arguments, username): (u64, TransactionJson, String)| async move {
            let call = release(&session, chain_id, &arguments, &username.parse()?).await?;
            Ok::<_, RpcError>(CallArgumentsJson::from(call))
        },
    );
    table.method(
        "ens_releasePrepareTxCallMsg",
        "The transaction that gives a name of stateofus.eth back, as go-ethereum writes it.",
        &["chainID", "txArgs", "username"],
        |session: Session, (chain_id, arguments, username): (u64, TransactionJson, String)| async move {
            let call = release(&session, chain_id, &arguments, &username.parse()?).await?;
            Ok::<_, RpcError>(CallMessageJson::from(call))
        },
    );
    table.method(
        "ens_releaseEstimate",
        "Gas of the transaction that gives a name of stateofus.eth back, and a little more.",
        &["chainID", "txArgs", "username"],
        |session: Session, (chain_id, arguments, username): (u64, TransactionJson, String)| async move {
            let call = release(&session, chain_id, &arguments, &username.parse()?).await?;
            gas_of(&session, chain_id, call).await
        },
    );
}

fn register_key_change(table: &mut Table) {
    table.method(
        "ens_setPubKey",
        "Gives a name a public key and puts it on the list of the person's own.",
        &["chainID", "txArgs", "password", "username", "pubkey"],
        |session: Session, (chain_id, arguments, password, username, key): (u64, TransactionJson, SecretText, String, String)| async move {
            let change = KeyChange::parse(&username, &key)?;
            let call = change.call(&session, chain_id, &arguments).await?;
            let hash = send(&session, chain_id, &arguments, call, SET_KEY, &password).await?;
            note(&session, chain_id, Noted::Owned(change.name.as_str().to_owned())).await;
            Ok::<_, RpcError>(hash)
        },
    );
    table.method(
        "ens_setPubKeyPrepareTx",
        "The transaction that gives a name a public key.",
        &["chainID", "txArgs", "username", "pubkey"],
        |session: Session, (chain_id, arguments, username, key): (u64, TransactionJson, String, String)| async move {
            let call = KeyChange::parse(&username, &key)?.call(&session, chain_id, &arguments).await?;
            Ok::<_, RpcError>(CallArgumentsJson::from(call))
        },
    );
    table.method(
        "ens_setPubKeyPrepareTxCallMsg",
        "The transaction that gives a name a public key, as go-ethereum writes it.",
        &["chainID", "txArgs", "username", "pubkey"],
        |session: Session, (chain_id, arguments, username, key): (u64, TransactionJson, String, String)| async move {
            let call = KeyChange::parse(&username, &key)?.call(&session, chain_id, &arguments).await?;
            Ok::<_, RpcError>(CallMessageJson::from(call))
        },
    );
    table.method(
        "ens_setPubKeyEstimate",
        "Gas of the transaction that gives a name a public key, and a little more.",
        &["chainID", "txArgs", "username", "pubkey"],
        |session: Session, (chain_id, arguments, username, key): (u64, TransactionJson, String, String)| async move {
            let call = KeyChange::parse(&username, &key)?.call(&session, chain_id, &arguments).await?;
            gas_of(&session, chain_id, call).await
        },
    );
}

/// A name that is bought, and the key that it gets.
struct Purchase {
    label: UsernameLabel,
    key: PublicKey,
}

impl Purchase {
    fn parse(username: &str, key: &str) -> Result<Self, RpcError> {
        Ok(Self { label: username.parse()?, key: parse_hex_public_key(key)? })
    }

    async fn call(
        &self,
        session: &Session,
        chain_id: u64,
        arguments: &TransactionJson,
    ) -> Result<ContractCall, RpcError> {
        let from = arguments.request().from;
        Ok(session.wallet().names(chain_id)?.registration(from, &self.label, &self.key).await?)
    }
}

/// A name and the key that it gets.
struct KeyChange {
    name: EnsName,
    key: PublicKey,
}

impl KeyChange {
    fn parse(username: &str, key: &str) -> Result<Self, RpcError> {
        Ok(Self { name: username.parse()?, key: parse_hex_public_key(key)? })
    }

    async fn call(
        &self,
        session: &Session,
        chain_id: u64,
        arguments: &TransactionJson,
    ) -> Result<ContractCall, RpcError> {
        let from = arguments.request().from;
        Ok(session.wallet().names(chain_id)?.key_change(from, &self.name, &self.key).await?)
    }
}

async fn release(
    session: &Session,
    chain_id: u64,
    arguments: &TransactionJson,
    label: &UsernameLabel,
) -> Result<ContractCall, RpcError> {
    Ok(session.wallet().names(chain_id)?.release(arguments.request().from, label).await?)
}

async fn gas_of(session: &Session, chain_id: u64, call: ContractCall) -> Result<u64, RpcError> {
    Ok(session.wallet().names(chain_id)?.gas_of(call).await?)
}

/// Signs and sends a call, with fees and nonce as the client says.
async fn send(
    session: &Session,
    chain_id: u64,
    arguments: &TransactionJson,
    call: ContractCall,
    kind: &str,
    password: &SecretText,
) -> Result<Hash, RpcError> {
    let ContractCall { from, to, data } = call;
    let request =
        TransactionRequest { to: Some(to), value: None, input: data, data: Vec::new(), ..arguments.request() };
    let prepared = session.execution().prepare(chain_id, request, arguments.label(kind), None).await?;
    let key = signing_key(session, &hex::encode(from), password.expose()).await?;
    Ok(Hash(session.execution().send_one(prepared, Signer::Key(key)).await?))
}

/// What a transaction that is on its way means for the list of the person's own names.
enum Noted {
    Owned(String),
    GivenBack(String),
}

/// The transaction goes its way, whether the list is right or not.
async fn note(session: &Session, chain_id: u64, noted: Noted) {
    let now = session.now();
    let noting = move |stores: &mut dyn ProfileTransaction| match noted {
        Noted::Owned(name) => ens_username::add(stores, name, chain_id, now),
        Noted::GivenBack(name) => Ok(ens_username::remove(stores, &name, chain_id, now)?),
    };
    if let Err(error) = session.profile().transact(noting).await {
        tracing::warn!(%error, "A transaction was sent, but the list of names is as it was.");
    }
}
