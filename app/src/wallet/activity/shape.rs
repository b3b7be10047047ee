//! What clients are told, as they read it.

use ruint::aliases::U256;
use serde::Serialize;
use status_domain::wallet::activity::{Asset, Entry, EntryKey, Page, SessionUpdate};

use super::{Range, SUCCESS};
use crate::json::{Address, HexAmount};

/// `activity.FilterResponse`: a page.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FilteringDone {
    activities: Option<Vec<EntryJson>>,
    offset: usize,
    has_more: bool,
    error_code: u8,
}

impl FilteringDone {
    pub(super) const fn without_entries(error_code: u8) -> Self {
        Self { activities: None, offset: 0, has_more: false, error_code }
    }

    pub(super) fn of_entries(entries: &[Entry], range: Range) -> Self {
        let has_more = entries.len() == range.limit;
        let entries: Vec<EntryJson> = entries.iter().map(|entry| EntryJson::new(entry, false)).collect();
        Self { activities: listed(entries), offset: range.offset, has_more, error_code: SUCCESS }
    }
}

impl From<&Page> for FilteringDone {
    fn from(page: &Page) -> Self {
        let entries = page.entries.iter().map(|(entry, is_new)| EntryJson::new(entry, *is_new)).collect();
        Self { activities: listed(entries), offset: page.offset, has_more: page.has_more, error_code: SUCCESS }
    }
}

/// Clients are told of no list where it is empty.
fn listed<T>(list: Vec<T>) -> Option<Vec<T>> {
    Some(list).filter(|list| !list.is_empty())
}

/// `activity.SessionUpdate`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SessionUpdated {
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    has_new_on_top: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    new: Vec<Inserted>,
}

#[derive(Serialize)]
struct Inserted {
    pos: usize,
    entry: EntryJson,
}

impl From<&SessionUpdate> for SessionUpdated {
    fn from(update: &SessionUpdate) -> Self {
        let inserted = |(pos, entry): &(usize, Entry)| Inserted { pos: *pos, entry: EntryJson::new(entry, true) };
        Self { has_new_on_top: update.has_new_on_top, new: update.inserted.iter().map(inserted).collect() }
    }
}

/// `activity.EntryData`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EntryJson {
    /// 1 multi-transaction, 2 transfer, 3 on its way.
    payload_type: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    transaction: Option<TransactionIdentity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<i64>,
    timestamp: u64,
    activity_type: u8,
    activity_status: u8,
    amount_out: HexAmount,
    amount_in: HexAmount,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_out: Option<TokenJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_in: Option<TokenJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    symbol_out: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    symbol_in: Option<String>,
    sender: Address,
    recipient: Address,
    #[serde(skip_serializing_if = "Option::is_none")]
    chain_id_out: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chain_id_in: Option<u64>,
    /// 1 native, 2 ERC-20, 3 ERC-721, 4 ERC-1155.
    #[serde(skip_serializing_if = "Option::is_none")]
    transfer_type: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    community_id: Option<String>,
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    is_new: bool,
}

/// `transfer.TransactionIdentity`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TransactionIdentity {
    chain_id: u64,
    hash: String,
    address: Address,
}

/// `activity.Token`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TokenJson {
    token_type: u8,
    chain_id: u64,
    address: Address,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_id: Option<HexAmount>,
}

impl From<Asset> for TokenJson {
    fn from(asset: Asset) -> Self {
        Self {
            token_type: asset.kind as u8,
            chain_id: asset.chain_id,
            address: Address(asset.contract),
            token_id: asset.is_collectible().then_some(HexAmount(asset.token_id)),
        }
    }
}

impl EntryJson {
    fn new(entry: &Entry, is_new: bool) -> Self {
        let identity = |chain_id, hash: [u8; 32], account| TransactionIdentity {
            chain_id,
            hash: format!("0x{}", hex::encode(hash)),
            address: Address(account),
        };
        let (payload_type, id, transaction) = match entry.key {
            EntryKey::MultiTransaction(id) => (1, Some(id), None),
            EntryKey::Transfer { chain_id, id, account } => (2, None, Some(identity(chain_id, id, account))),
            // Clients know it by chain and hash alone.
            EntryKey::Pending { chain_id, hash, .. } => (3, None, Some(identity(chain_id, hash, [0; 20]))),
        };
        let amount = |amount: Option<U256>| HexAmount(amount.unwrap_or_default());
        Self {
            payload_type,
            transaction,
            id,
            timestamp: entry.timestamp,
            activity_type: entry.activity_type as u8,
            activity_status: entry.status as u8,
            amount_out: amount(entry.amount_out),
            amount_in: amount(entry.amount_in),
            token_out: entry.token_out.map(TokenJson::from),
            token_in: entry.token_in.map(TokenJson::from),
            symbol_out: entry.symbol_out.clone(),
            symbol_in: entry.symbol_in.clone(),
            sender: Address(entry.sender.unwrap_or_default()),
            recipient: Address(entry.recipient.unwrap_or_default()),
            chain_id_out: entry.chain_id_out,
            chain_id_in: entry.chain_id_in,
            transfer_type: entry.transfer_kind.map(|kind| (kind as u8).saturating_add(1)),
            community_id: entry.community_id.clone(),
            is_new,
        }
    }
}

/// `activity.GetRecipientsResponse`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Recipients {
    addresses: Option<Vec<Address>>,
    offset: usize,
    has_more: bool,
    error_code: u8,
}

impl Recipients {
    pub(super) const fn without_any(error_code: u8) -> Self {
        Self { addresses: None, offset: 0, has_more: false, error_code }
    }

    pub(super) fn new(found: &[[u8; 20]], range: Range) -> Self {
        let addresses = listed(found.iter().copied().map(Address).collect());
        Self { addresses, offset: range.offset, has_more: found.len() == range.limit, error_code: SUCCESS }
    }
}

/// `activity.GetOldestTimestampResponse`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OldestTimestamp {
    /// Unix seconds; 0 if nothing happened.
    pub(super) timestamp: u64,
    pub(super) error_code: u8,
}

/// `activity.GetollectiblesResponse`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Collectibles {
    collectibles: Option<Vec<CollectibleHeader>>,
    offset: usize,
    has_more: bool,
    error_code: u8,
}

impl Collectibles {
    pub(super) const fn without_any(error_code: u8) -> Self {
        Self { collectibles: None, offset: 0, has_more: false, error_code }
    }

    pub(super) fn new(page: Vec<CollectibleHeader>, range: Range) -> Self {
        let has_more = page.len() == range.limit;
        // A list, if only an empty one.
        Self { collectibles: Some(page), offset: range.offset, has_more, error_code: SUCCESS }
    }
}

/// `activity.CollectibleHeader`.
#[derive(Serialize)]
pub(super) struct CollectibleHeader {
    id: CollectibleId,
    name: String,
    image_url: String,
}

#[derive(Serialize)]
struct CollectibleId {
    #[serde(rename = "contractID")]
    contract: ContractId,
    /// Decimal.
    #[serde(rename = "tokenID")]
    token_id: String,
}

#[derive(Serialize)]
struct ContractId {
    #[serde(rename = "chainID")]
    chain_id: u64,
    address: Address,
}

impl From<&Asset> for CollectibleHeader {
    /// What it is called and how it looks is not known.
    fn from(asset: &Asset) -> Self {
        let contract = ContractId { chain_id: asset.chain_id, address: Address(asset.contract) };
        let id = CollectibleId { contract, token_id: asset.token_id.to_string() };
        Self { id, name: String::new(), image_url: String::new() }
    }
}
