//! Stickers: which packs are installed or being bought, and which stickers were sent last.

use std::collections::BTreeMap;

use ruint::aliases::U256;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use status_domain::media::StickerPackDescription;
use status_domain::settings;
use status_domain::wallet::{StickerPackOffer, TokenIdError, parse_token_id};
use status_ports::{ProfileStoreExt as _, ProfileTransaction, StorageError};

use crate::json::{self, JsonError};
use crate::media::MediaUrls;
use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) const INSTALLED: &str = "stickers/packs-installed";
pub(super) const PENDING: &str = "stickers/packs-pending";
const RECENT: &str = "stickers/recent-stickers";
/// Stickers that were sent last.
const MAX_RECENT: usize = 24;

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
}

/// A whole number that texts hold, since it may be large; a plain number is taken, too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PackId(String);

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
    /// As it is stored.
    pub(super) fn text(&self) -> &str {
        &self.0
    }

    /// As contracts take it.
    pub(super) fn number(&self) -> Result<U256, TokenIdError> {
        parse_token_id(&self.0)
    }
}

impl From<U256> for PackId {
    fn from(number: U256) -> Self {
        Self(number.to_string())
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
pub(super) enum Status {
    Available = 0,
    Installed = 1,
    Pending = 2,
    Bought = 3,
}

/// `stickers.Sticker`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, Serialize)]
#[schemars(rename = "stickers.Sticker")]
#[serde(rename = "stickers.Sticker", default)]
pub(super) struct StickerJson {
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
pub(super) struct PackJson {
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

impl PackJson {
    /// A pack of the market, its pictures by their hashes.
    pub(super) fn new(number: U256, offer: &StickerPackOffer, description: StickerPackDescription) -> Self {
        let pack = PackId::from(number);
        let sticker = |hash: String| StickerJson { pack: Some(pack.clone()), url: String::new(), hash };
        Self {
            stickers: description.stickers.into_iter().map(sticker).collect(),
            name: description.name,
            author: description.author,
            owner: format!("0x{}", hex::encode(offer.owner)),
            price: Some(offer.price.into()),
            preview: description.preview,
            thumbnail: description.thumbnail,
            status: Status::Available as u8,
            id: Some(pack),
        }
    }

    /// With what became of it, and its pictures by their URLs.
    pub(super) fn shown(mut self, status: Status, urls: &MediaUrls) -> Self {
        for sticker in &mut self.stickers {
            sticker.url = urls.sticker(&sticker.hash);
        }
        let (preview, thumbnail) = (urls.sticker(&self.preview), urls.sticker(&self.thumbnail));
        Self { status: status as u8, preview, thumbnail, ..self }
    }

    /// With what became of it, its pictures by their hashes.
    pub(super) fn that_is(self, status: Status) -> Self {
        Self { status: status as u8, ..self }
    }
}

/// By the number of the pack.
pub(super) type Packs = BTreeMap<String, PackJson>;

/// Why stored stickers cannot be changed.
#[derive(Debug, thiserror::Error)]
pub(super) enum StickerError {
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

pub(super) fn stored_packs(stores: &mut dyn ProfileTransaction, name: &str) -> Result<Packs, StickerError> {
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

pub(super) fn put(stores: &mut dyn ProfileTransaction, name: &str, value: &impl Serialize) -> Result<(), StickerError> {
    Ok(stores.save_settings(&settings::write(name, &serde_json::to_value(value)?)?)?)
}

pub(super) async fn change(
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
    let packs = session.profile().query(move |stores| stored_packs(stores, name)).await?;
    let urls = session.media_urls();
    Ok(packs.into_iter().map(|(id, pack)| (id, pack.shown(status, urls))).collect())
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
