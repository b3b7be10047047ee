//! Names that are bought, given back, or given a public key.

use std::future::Future;

use status_domain::ens_username;
use status_domain::identity::parse_hex_public_key;
use status_domain::wallet::{EnsName, TransactionRequest, UsernameLabel};
use status_ports::{ProfileStoreExt as _, ProfileTransaction};

use crate::api::contract_call::{CallArgumentsJson, CallMessageJson};
use crate::api::wallet::TransactionJson;
use crate::json::{Hash, SecretText};
use crate::rpc::{Params, RpcError, Table};
use crate::session::Session;
use crate::wallet::contract::ContractCall;
use crate::wallet::ens::Names;
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
            let change = registration(session.clone(), (chain_id, arguments.clone(), username, key)).await?;
            send(&session, chain_id, &arguments, change, REGISTER, &password).await
        },
    );
    let unsigned = [
        ("ens_registerPrepareTx", "The transaction that buys a name of stateofus.eth, at the price that it has now."),
        (
            "ens_registerPrepareTxCallMsg",
            "The transaction that buys a name of stateofus.eth, as go-ethereum writes it.",
        ),
        ("ens_registerEstimate", "Gas of the transaction that buys a name of stateofus.eth, and a little more."),
    ];
    register_unsigned(table, unsigned, &["chainID", "txArgs", "username", "pubkey"], registration);
}

fn register_release(table: &mut Table) {
    table.method(
        "ens_release",
        "Gives a name of stateofus.eth back and takes it off the list of the person's own. The name is its first label.",
        &["chainID", "txArgs", "password", "username"],
        |session: Session, (chain_id, arguments, password, username): (u64, TransactionJson, SecretText, String)| async move {
            let change = release(session.clone(), (chain_id, arguments.clone(), username)).await?;
            send(&session, chain_id, &arguments, change, RELEASE, &password).await
        },
    );
    let unsigned = [
        ("ens_releasePrepareTx", "The transaction that gives a name of stateofus.eth back."),
        (
            "ens_releasePrepareTxCallMsg",
            "The transaction that gives a name of stateofus.eth back, as go-ethereum writes it.",
        ),
        ("ens_releaseEstimate", "Gas of the transaction that gives a name of stateofus.eth back, and a little more."),
    ];
    register_unsigned(table, unsigned, &["chainID", "txArgs", "username"], release);
}

fn register_key_change(table: &mut Table) {
    table.method(
        "ens_setPubKey",
        "Gives a name a public key and puts it on the list of the person's own.",
        &["chainID", "txArgs", "password", "username", "pubkey"],
        |session: Session, (chain_id, arguments, password, username, key): (u64, TransactionJson, SecretText, String, String)| async move {
            let change = key_change(session.clone(), (chain_id, arguments.clone(), username, key)).await?;
            send(&session, chain_id, &arguments, change, SET_KEY, &password).await
        },
    );
    let unsigned = [
        ("ens_setPubKeyPrepareTx", "The transaction that gives a name a public key."),
        ("ens_setPubKeyPrepareTxCallMsg", "The transaction that gives a name a public key, as go-ethereum writes it."),
        ("ens_setPubKeyEstimate", "Gas of the transaction that gives a name a public key, and a little more."),
    ];
    register_unsigned(table, unsigned, &["chainID", "txArgs", "username", "pubkey"], key_change);
}

/// Registers what a client needs that signs itself: the transaction, the same as go-ethereum writes it, and its gas.
fn register_unsigned<P, F, Fut>(
    table: &mut Table,
    methods: [(&'static str, &'static str); 3],
    params: &'static [&'static str],
    change: F,
) where
    P: Params,
    F: Fn(Session, P) -> Fut + Copy + Send + Sync + 'static,
    Fut: Future<Output = Result<NameChange, RpcError>> + Send + 'static,
{
    let [(arguments, arguments_doc), (message, message_doc), (gas, gas_doc)] = methods;
    table.method(arguments, arguments_doc, params, move |session: Session, given: P| async move {
        Ok::<_, RpcError>(CallArgumentsJson::from(change(session, given).await?.call))
    });
    table.method(message, message_doc, params, move |session: Session, given: P| async move {
        Ok::<_, RpcError>(CallMessageJson::from(change(session, given).await?.call))
    });
    table.method(gas, gas_doc, params, move |session: Session, given: P| async move {
        let NameChange { names, call, .. } = change(session, given).await?;
        Ok::<_, RpcError>(names.gas_of(call).await?)
    });
}

/// A transaction that changes something about a name.
struct NameChange {
    /// The names of its chain.
    names: Names,
    /// It.
    call: ContractCall,
    /// What it means for the list of the person's own names.
    noted: Noted,
}

/// What a transaction that is on its way means for the list of the person's own names.
enum Noted {
    Owned(String),
    GivenBack(String),
}

/// Chain, arguments of the transaction, and a name.
type NameArguments = (u64, TransactionJson, String);
/// The same, and a public key.
type KeyArguments = (u64, TransactionJson, String, String);

async fn registration(
    session: Session,
    (chain_id, arguments, username, key): KeyArguments,
) -> Result<NameChange, RpcError> {
    let (label, key): (UsernameLabel, _) = (username.parse()?, parse_hex_public_key(&key)?);
    let names = session.wallet().names(chain_id)?;
    let call = names.registration(arguments.request().from, &label, &key).await?;
    Ok(NameChange { names, call, noted: Noted::Owned(label.full_name()) })
}

async fn release(session: Session, (chain_id, arguments, username): NameArguments) -> Result<NameChange, RpcError> {
    let label: UsernameLabel = username.parse()?;
    let names = session.wallet().names(chain_id)?;
    let call = names.release(arguments.request().from, &label).await?;
    Ok(NameChange { names, call, noted: Noted::GivenBack(label.full_name()) })
}

async fn key_change(
    session: Session,
    (chain_id, arguments, username, key): KeyArguments,
) -> Result<NameChange, RpcError> {
    let (name, key): (EnsName, _) = (username.parse()?, parse_hex_public_key(&key)?);
    let names = session.wallet().names(chain_id)?;
    let call = names.key_change(arguments.request().from, &name, &key).await?;
    Ok(NameChange { names, call, noted: Noted::Owned(name.as_str().to_owned()) })
}

/// Signs and sends a change, with fees and nonce as the client says, and notes what it means.
async fn send(
    session: &Session,
    chain_id: u64,
    arguments: &TransactionJson,
    change: NameChange,
    kind: &str,
    password: &SecretText,
) -> Result<Hash, RpcError> {
    let ContractCall { from, to, data } = change.call;
    let request =
        TransactionRequest { to: Some(to), value: None, input: data, data: Vec::new(), ..arguments.request() };
    let prepared = session.execution().prepare(chain_id, request, arguments.label(kind), None).await?;
    let key = signing_key(session, &hex::encode(from), password.expose()).await?;
    let hash = session.execution().send_one(prepared, Signer::Key(key)).await?;
    note(session, chain_id, change.noted).await;
    Ok(Hash(hash))
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
