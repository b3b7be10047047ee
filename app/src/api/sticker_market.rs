//! The market of stickers: which packs are offered on a chain, what they say of themselves in IPFS, and how they are bought.

use std::collections::BTreeSet;

use ruint::aliases::U256;
use status_domain::media::read_sticker_pack_description;
use status_ports::{ProfileStoreExt as _, StorageError};

use super::contract_call::{CallArgumentsJson, CallMessageJson};
use super::sticker::{INSTALLED, PENDING, PackId, PackJson, Packs, Status, StickerError, change, put, stored_packs};
use crate::json::{Address, CommonAddress};
use crate::rpc::{RpcError, Table};
use crate::session::Session;
use crate::wallet::contract::contracts_of;
use crate::wallet::sticker::StickerMarket;

pub(super) fn register(table: &mut Table) {
    table.method(
        "stickers_market",
        "The packs that are offered, but those that are installed or being bought; null without any.",
        &["chainID"],
        |session: Session, (chain_id,): (u64,)| async move { offered(&session, chain_id).await },
    );
    table.method(
        "stickers_install",
        "Installs a pack of the market.",
        &["chainID", "packID"],
        |session: Session, (chain_id, pack): (u64, PackId)| async move {
            take(&session, chain_id, pack, INSTALLED, "sticker pack is already installed").await
        },
    );
    table.method(
        "stickers_addPending",
        "Notes that a pack of the market is being bought.",
        &["chainID", "packID"],
        |session: Session, (chain_id, pack): (u64, PackId)| async move {
            take(&session, chain_id, pack, PENDING, "sticker pack is already pending").await
        },
    );
    table.method(
        "stickers_processPending",
        "The packs whose purchase is done. They are not being bought any more.",
        &["chainID"],
        |session: Session, (chain_id,): (u64,)| async move { settle(&session, chain_id).await },
    );
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

/// The packs that are offered. One that cannot be read does not hide the others.
async fn offered(session: &Session, chain_id: u64) -> Result<Option<Vec<PackJson>>, RpcError> {
    let market = session.wallet().sticker_market(chain_id)?;
    let bought = bought(session, &market).await?;
    let (installed, pending) = session
        .profile()
        .query(|stores| Ok::<_, StickerError>((stored_packs(stores, INSTALLED)?, stored_packs(stores, PENDING)?)))
        .await?;
    let (mut packs, mut failure) = (Vec::new(), None);
    for number in (0..market.pack_count().await?).map(U256::from) {
        let id = PackId::from(number);
        if installed.contains_key(id.text()) || pending.contains_key(id.text()) {
            continue;
        }
        let status = if bought.contains(&number) { Status::Bought } else { Status::Available };
        match read_pack(session, &market, number).await {
            Ok(pack) => packs.push(pack.shown(status, session.media_urls())),
            Err(error) => {
                tracing::debug!(?number, error = error.message, "A pack of stickers could not be read.");
                failure = Some(error);
            }
        }
    }
    match failure {
        Some(error) if packs.is_empty() => Err(error),
        _ => Ok(Some(packs).filter(|packs| !packs.is_empty())),
    }
}

/// What a pack is, its pictures by their hashes.
async fn read_pack(session: &Session, market: &StickerMarket, number: U256) -> Result<PackJson, RpcError> {
    let offer = market.offer(number).await?;
    let document = session.ipfs().file(&hex::encode(&offer.content_hash), true).await;
    let document = document.ok_or_else(|| RpcError::method("could not load ipfs data"))?;
    let description = read_sticker_pack_description(&document);
    let description = description.ok_or_else(|| RpcError::method("the description of the sticker pack is none"))?;
    Ok(PackJson::new(number, &offer, description))
}

/// Reads a pack and puts it among others.
async fn take(
    session: &Session,
    chain_id: u64,
    id: PackId,
    place: &'static str,
    known: &'static str,
) -> Result<(), RpcError> {
    let packs = session.profile().query(move |stores| stored_packs(stores, place)).await?;
    if packs.contains_key(id.text()) {
        return Err(RpcError::method(known));
    }
    let market = session.wallet().sticker_market(chain_id)?;
    let pack = read_pack(session, &market, id.number()?).await?;
    change(session, move |stores| {
        let mut packs = stored_packs(stores, place)?;
        packs.insert(id.text().to_owned(), pack);
        put(stores, place, &packs)
    })
    .await
}

/// The packs that are not being bought any more, since an account of ours has them.
async fn settle(session: &Session, chain_id: u64) -> Result<Packs, RpcError> {
    let waiting = session.profile().query(|stores| stored_packs(stores, PENDING)).await?;
    if waiting.is_empty() {
        // Nothing is asked of a chain if nothing waits.
        return Ok(waiting);
    }
    let bought = bought(session, &session.wallet().sticker_market(chain_id)?).await?;
    let bought: BTreeSet<String> = bought.iter().map(ToString::to_string).collect();
    let settled = session.profile().transact(move |stores| {
        let (settled, left): (Packs, Packs) =
            stored_packs(stores, PENDING)?.into_iter().partition(|(id, _)| bought.contains(id));
        put(stores, PENDING, &left)?;
        Ok::<_, StickerError>(settled)
    });
    Ok(settled.await?.into_iter().map(|(id, pack)| (id, pack.that_is(Status::Bought))).collect())
}

/// The packs that our accounts bought.
async fn bought(session: &Session, market: &StickerMarket) -> Result<BTreeSet<U256>, RpcError> {
    let accounts: Result<_, StorageError> = session.profile().query(|stores| stores.keypair_accounts()).await;
    let mut bought = BTreeSet::new();
    for account in accounts?.iter().filter(|account| !account.chat) {
        bought.extend(market.bought_by(account.address).await?);
    }
    Ok(bought)
}
