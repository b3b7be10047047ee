//! Accounts of the wallet.

use status_domain::keypair::{self, AccountDraft, KeyAccess, KeypairError, Keyring, add_account, check_new_account};
use status_domain::ratchet::own_installations;
use status_ports::{ProfileStoreExt as _, StorageError};

use super::shape::{AccountJson, AccountRequest};
use super::{change, key_access, remove, ring};
use crate::api::messenger::given;
use crate::json::{Address, SecretText};
use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    register_reads(table);
    register_changes(table);
    register_capacities(table);
}

fn register_reads(table: &mut Table) {
    table.method(
        "accounts_getAccounts",
        "All accounts: of the wallet, watched ones, and the chat account.",
        &[],
        |session: Session, (): ()| async move {
            let ring = ring(&session).await?;
            Ok::<_, StorageError>(shown(ring.accounts.iter(), &ring))
        },
    );
    table.method(
        "accounts_getWatchOnlyAccounts",
        "The accounts that are only watched; `null` if there are none.",
        &[],
        |session: Session, (): ()| async move {
            let ring = ring(&session).await?;
            let watched = shown(ring.watch_only_accounts(), &ring);
            Ok::<_, StorageError>(Some(watched).filter(|watched| !watched.is_empty()))
        },
    );
    table.method(
        "accounts_getAccountByAddress",
        "One account by its address.",
        &["address"],
        |session: Session, (address,): (Address,)| async move {
            let ring = ring(&session).await?;
            let account = ring.account(&address.0).cloned().ok_or(KeypairError::AccountNotFound)?;
            Ok::<_, KeypairError>(AccountJson::new(account, &ring))
        },
    );
    table.method(
        "accounts_hasPairedDevices",
        "Whether other devices of the profile are enabled.",
        &[],
        |session: Session, (): ()| async move {
            let (me, own) = (*session.shaper().me(), session.installation_id().to_owned());
            let devices = session.profile().query(move |stores| own_installations(stores, &me, &own)).await?;
            let enabled = devices.iter().filter(|device| device.installation.enabled).count();
            Ok::<_, StorageError>(enabled > 1)
        },
    );
    table.method(
        "accounts_verifyKeystoreFileForAccount",
        "Whether the key of an account is on this device, and this is the password of the profile.",
        &["address", "password"],
        |session: Session, (address, password): (Address, SecretText)| async move {
            let keys = session.profile().query(|stores| stores.private_key_addresses()).await?;
            Ok::<_, StorageError>(keys.contains(&address.0) && session.verify_password(password.expose()).await?)
        },
    );
}

fn register_changes(table: &mut Table) {
    table.method(
        "accounts_addAccount",
        "Adds an account to a keypair, or one that is only watched. With the password its key is made.",
        &["password", "account"],
        |session: Session, (password, account): (SecretText, Option<AccountRequest>)| async move {
            let draft = AccountDraft::from(given(account)?);
            let needs_key = check_new_account(&ring(&session).await?, &draft)?;
            let access = if needs_key { key_access(&session, password.expose()).await? } else { KeyAccess::Withheld };
            change(&session, move |stores, now| add_account(stores, draft, access, now)).await.map_err(RpcError::from)
        },
    );
    table.method(
        "accounts_saveAccount",
        "Changes name, emoji, colour, chains and whether an account is shown; adds one that is new, without its key.",
        &["account"],
        |session: Session, (account,): (Option<AccountRequest>,)| async move {
            let draft = AccountDraft::from(given(account)?);
            let saving = change(&session, move |stores, now| keypair::save_account(stores, draft, now));
            saving.await.map_err(RpcError::from)
        },
    );
    table.method(
        "accounts_deleteAccount",
        "Removes an account with its key, and with the last account of a keypair the keypair.",
        &["address"],
        |session: Session, (address,): (Address,)| async move {
            remove(&session, move |stores, now| keypair::remove_account(stores, &address.0, now)).await
        },
    );
    table.method(
        "accounts_moveWalletAccount",
        "Moves an account to another position; those between make room.",
        &["fromPosition", "toPosition"],
        |session: Session, (from, to): (i64, i64)| async move {
            change(&session, move |stores, now| keypair::move_account(stores, from, to, now)).await
        },
    );
    table.method(
        "accounts_addressWasShown",
        "Notes that somebody saw the address of an account.",
        &["address"],
        |session: Session, (address,): (Address,)| async move {
            session.profile().transact(move |stores| keypair::address_was_shown(stores, &address.0)).await
        },
    );
}

fn register_capacities(table: &mut Table) {
    table.method(
        "accounts_remainingAccountCapacity",
        "How many accounts may still be added; an error if none may.",
        &[],
        |session: Session, (): ()| async move { ring(&session).await?.account_capacity() },
    );
    table.method(
        "accounts_remainingWatchOnlyAccountCapacity",
        "How many watched accounts may still be added; an error if none may.",
        &[],
        |session: Session, (): ()| async move { ring(&session).await?.watch_only_capacity() },
    );
}

fn shown<'a>(
    accounts: impl Iterator<Item = &'a status_ports::KeypairAccountRecord>,
    ring: &Keyring,
) -> Vec<AccountJson> {
    accounts.map(|account| AccountJson::new(account.clone(), ring)).collect()
}
