//! Stickers: which packs are installed or bought, and which stickers were sent last. The packs of the market are described
//! on a chain, where they are bought; they are not read here.

use std::collections::BTreeMap;

use ruint::aliases::U256;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use status_domain::settings;
use status_domain::wallet::{TokenIdError, parse_token_id};
use status_ports::{ProfileStoreExt as _, ProfileTransaction, StorageError};

use super::contract_call::{CallArgumentsJson, CallMessageJson};
use crate::json::{self, Address, CommonAddress, JsonError};
use crate::rpc::{RpcError, Table};
use crate::session::Session;
use crate::wallet::contract::contracts_of;

const INSTALLED: &str = "stickers/packs-installed";
const PENDING: &str = "stickers/packs-pending";
const RECENT: &str = "stickers/recent-stickers";
/// Stickers that were sent last.
const MAX_RECENT: usize = 24;

const NOT_READ: &str = "the sticker packs of the market are not read from the chain here";

pub(super) fn register(table: &mut Table) {
    table.method(
        "stickers_recent",
        "The stickers that were sent last, of packs that are installed.",
        &[],
        |session: Session, (): ()| async move { recent(&session).await },
    );
    table.method(
        "stickers_addRecent",
        "Notes that a sticker was sent.",
        &["packID", "hash"],
        |session: Session, (pack, hash): (PackId, String)| async move { add_recent(&session, pack, hash).await },
    );
    table.method(
        "stickers_clearRecent",
        "Forgets which stickers were sent last.",
        &[],
        |session: Session, (): ()| async move { save(&session, RECENT, &Value::Array(Vec::new())).await },
    );
    table.method(
        "stickers_installed",
        "The packs that are installed, by their number.",
        &[],
        |session: Session, (): ()| async move { packs(&session, INSTALLED, Status::Installed).await },
    );
    table.method(
        "stickers_pending",
        "The packs that are being bought, by their number.",
        &[],
        |session: Session, (): ()| async move { packs(&session, PENDING, Status::Pending).await },
    );
    table.method(
        "stickers_uninstall",
        "Removes a pack, and its stickers from those sent last.",
        &["packID"],
        |session: Session, (pack,): (PackId,)| async move { uninstall(&session, pack).await },
    );
    table.method(
        "stickers_removePending",
        "Removes a pack from those that are being bought.",
        &["packID"],
        |session: Session, (pack,): (PackId,)| async move {
            change(&session, move |stores| {
                let mut packs = stored_packs(stores, PENDING)?;
                packs.remove(&pack.0);
                put(stores, PENDING, &packs)
            })
            .await
        },
    );
    register_market(table);
    register_purchase(table);
}

/// What a client signs to buy a pack.
fn register_purchase(table: &mut Table) {
    table.method(
        "stickers_buyPrepareTx",
        "The transaction that buys a pack, at the price that it has now.",
        &["chainID", "from", "packID"],
        |session: Session, (chain_id, from, pack): (u64, Address, PackId)| async move {
            let call = session.wallet().sticker_market(chain_id)?.purchase(from.0, pack.number()?).await?;
            Ok::<_, RpcError>(CallArgumentsJson::from(call))
        },
    );
    table.method(
        "stickers_buyPrepareTxCallMsg",
        "The transaction that buys a pack, as go-ethereum writes it.",
        &["chainID", "from", "packID"],
        |session: Session, (chain_id, from, pack): (u64, Address, PackId)| async move {
            let call = session.wallet().sticker_market(chain_id)?.purchase(from.0, pack.number()?).await?;
            Ok::<_, RpcError>(CallMessageJson::from(call))
        },
    );
    table.method(
        "stickers_buyEstimate",
        "Gas of the transaction that buys a pack.",
        &["chainID", "from", "packID"],
        |session: Session, (chain_id, from, pack): (u64, Address, PackId)| async move {
            let market = session.wallet().sticker_market(chain_id)?;
            let call = market.purchase(from.0, pack.number()?).await?;
            Ok::<_, RpcError>(market.gas_of(call).await?)
        },
    );
    table.method(
        "stickers_stickerMarketAddress",
        "The contract that sells packs.",
        &["chainID"],
        |_: Session, (chain_id,): (u64,)| async move {
            Ok::<_, RpcError>(CommonAddress(contracts_of(chain_id)?.sticker_market))
        },
    );
}

/// What needs the packs of the market says so.
fn register_market(table: &mut Table) {
    table.method(
        "stickers_install",
        "Installs a pack. The packs of the market are read from a chain.",
        &["chainID", "packID"],
        |session: Session, (_, pack): (u64, PackId)| async move {
            let packs = session.profile().query(move |stores| stored_packs(stores, INSTALLED)).await?;
            let is_installed = packs.contains_key(&pack.0);
            Err::<(), _>(RpcError::method(if is_installed { "sticker pack is already installed" } else { NOT_READ }))
        },
    );
    table.method(
        "stickers_addPending",
        "Notes that a pack is being bought. The packs of the market are read from a chain.",
        &["chainID", "packID"],
        |session: Session, (_, pack): (u64, PackId)| async move {
            let packs = session.profile().query(move |stores| stored_packs(stores, PENDING)).await?;
            let is_pending = packs.contains_key(&pack.0);
            Err::<(), _>(RpcError::method(if is_pending { "sticker pack is already pending" } else { NOT_READ }))
        },
    );
    table.method(
        "stickers_market",
        "All packs that are offered. They are read from a chain.",
        &["chainID"],
        |_: Session, (_,): (u64,)| async move { Err::<Vec<PackJson>, _>(RpcError::method(NOT_READ)) },
    );
    table.method(
        "stickers_processPending",
        "The packs whose purchase is done. It is read from a chain.",
        &["chainID"],
        |session: Session, (_,): (u64,)| async move {
            // Nothing is asked of a chain if nothing waits.
            let waiting = packs(&session, PENDING, Status::Pending).await?;
            if waiting.is_empty() { Ok(waiting) } else { Err(RpcError::method(NOT_READ)) }
        },
    );
}

/// A whole number that texts hold, since it may be large; a plain number is taken, too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct PackId(String);

impl<'de> Deserialize<'de> for PackId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = match Value::deserialize(deserializer)? {
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        };
        let digits = text.trim_start_matches('0');
        let is_number = !text.is_empty() && text.len() <= 78 && text.bytes().all(|byte| byte.is_ascii_digit());
        match (is_number, digits) {
            (false, _) => Err(serde::de::Error::custom(format!("invalid pack id: {text}"))),
            (true, "") => Ok(Self("0".to_owned())),
            (true, digits) => Ok(Self(digits.to_owned())),
        }
    }
}

impl PackId {
    /// As contracts take it.
    fn number(&self) -> Result<U256, TokenIdError> {
        parse_token_id(&self.0)
    }
}

impl Serialize for PackId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl JsonSchema for PackId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "bigint.BigInt".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^[0-9]+$"})
    }
}

#[derive(Clone, Copy)]
enum Status {
    Installed = 1,
    Pending = 2,
}

/// `stickers.Sticker`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, Serialize)]
#[schemars(rename = "stickers.Sticker")]
#[serde(rename = "stickers.Sticker", default)]
struct StickerJson {
    #[serde(rename = "packID", skip_serializing_if = "Option::is_none")]
    pack: Option<PackId>,
    #[serde(skip_serializing_if = "String::is_empty")]
    url: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    hash: String,
}

/// `stickers.StickerPack`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, Serialize)]
#[schemars(rename = "stickers.StickerPack")]
#[serde(rename = "stickers.StickerPack", default)]
struct PackJson {
    id: Option<PackId>,
    name: String,
    author: String,
    owner: String,
    price: Option<PackId>,
    preview: String,
    thumbnail: String,
    stickers: Vec<StickerJson>,
    status: u8,
}

type Packs = BTreeMap<String, PackJson>;

/// Why stored stickers cannot be changed.
#[derive(Debug, thiserror::Error)]
enum StickerError {
    #[error("sticker pack is not installed")]
    NotInstalled,
    #[error(transparent)]
    Stored(#[from] JsonError),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Setting(#[from] settings::SettingError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

fn stored<T: serde::de::DeserializeOwned + Default>(
    stores: &mut dyn ProfileTransaction,
    name: &str,
) -> Result<T, StickerError> {
    match settings::setting(&stores.settings()?, name) {
        Value::Null => Ok(T::default()),
        value => Ok(json::decode(&value)?),
    }
}

fn stored_packs(stores: &mut dyn ProfileTransaction, name: &str) -> Result<Packs, StickerError> {
    // By their numbers as texts, whatever else clients saved there.
    let object: Map<String, Value> = stored(stores, name)?;
    object.iter().map(|(id, pack)| Ok((id.clone(), json::decode(pack)?))).collect()
}

fn stored_recent(stores: &mut dyn ProfileTransaction) -> Result<Vec<StickerJson>, StickerError> {
    let installed = stored_packs(stores, INSTALLED)?;
    let mut recent: Vec<StickerJson> = stored(stores, RECENT)?;
    recent.retain(|sticker| sticker.pack.as_ref().is_some_and(|pack| installed.contains_key(&pack.0)));
    Ok(recent)
}

fn put(stores: &mut dyn ProfileTransaction, name: &str, value: &impl Serialize) -> Result<(), StickerError> {
    Ok(stores.save_settings(&settings::write(name, &serde_json::to_value(value)?)?)?)
}

async fn change(
    session: &Session,
    work: impl FnOnce(&mut dyn ProfileTransaction) -> Result<(), StickerError> + Send + 'static,
) -> Result<(), RpcError> {
    Ok(session.profile().transact(work).await?)
}

async fn save(session: &Session, name: &'static str, value: &Value) -> Result<(), RpcError> {
    let value = value.clone();
    change(session, move |stores| put(stores, name, &value)).await
}

async fn recent(session: &Session) -> Result<Vec<StickerJson>, RpcError> {
    let mut stickers = session.profile().query(stored_recent).await?;
    for sticker in &mut stickers {
        sticker.url = session.media_urls().sticker(&sticker.hash);
    }
    Ok(stickers)
}

async fn add_recent(session: &Session, pack: PackId, hash: String) -> Result<(), RpcError> {
    change(session, move |stores| {
        let mut recent = stored_recent(stores)?;
        recent.retain(|sticker| sticker.pack.as_ref() != Some(&pack) || sticker.hash != hash);
        recent.insert(0, StickerJson { pack: Some(pack), url: String::new(), hash });
        recent.truncate(MAX_RECENT);
        put(stores, RECENT, &recent)
    })
    .await
}

async fn packs(session: &Session, name: &'static str, status: Status) -> Result<Packs, RpcError> {
    let mut packs = session.profile().query(move |stores| stored_packs(stores, name)).await?;
    let urls = session.media_urls();
    for pack in packs.values_mut() {
        pack.status = status as u8;
        pack.preview = urls.sticker(&pack.preview);
        pack.thumbnail = urls.sticker(&pack.thumbnail);
        for sticker in &mut pack.stickers {
            sticker.url = urls.sticker(&sticker.hash);
        }
    }
    Ok(packs)
}

async fn uninstall(session: &Session, pack: PackId) -> Result<(), RpcError> {
    change(session, move |stores| {
        let recent = stored_recent(stores)?;
        let mut packs = stored_packs(stores, INSTALLED)?;
        packs.remove(&pack.0).ok_or(StickerError::NotInstalled)?;
        put(stores, INSTALLED, &packs)?;
        let left: Vec<_> = recent.into_iter().filter(|sticker| sticker.pack.as_ref() != Some(&pack)).collect();
        put(stores, RECENT, &left)
    })
    .await
}
