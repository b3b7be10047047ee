//! What people show in their profile.

use status_domain::identity::parse_public_key;
use status_domain::showcase::{self, MAX_ENTRIES, MAX_SOCIAL_LINKS};
use status_ports::{ProfileStoreExt, StorageError};

use super::messenger::{execute, given};
use super::shape::{ShowcaseAccountJson, ShowcaseJson, ShowcasePreferencesJson};
use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wakuext_setProfileShowcasePreferences",
        "Takes what the profile shows and to whom (0 nobody, 1 verified contacts, 2 contacts, 3 everyone), and tells others. \
         Collectibles are refused: whose they are only a chain tells, and none is asked yet.",
        &["preferences"],
        |session: Session, (preferences,): (Option<ShowcasePreferencesJson>,)| async move {
            let wanted = given(preferences)?.into_preferences()?;
            execute(&session, move |context| showcase::set_preferences(context, wanted)).await.map(drop)
        },
    );
    table.method(
        "wakuext_getProfileShowcasePreferences",
        "What the profile shows and to whom.",
        &[],
        |session: Session, (): ()| async move {
            let preferences = session.profile().query(|stores| showcase::preferences(stores)).await;
            preferences.map(ShowcasePreferencesJson::new).map_err(|error: StorageError| error)
        },
    );
    table.method(
        "wakuext_getProfileShowcaseForContact",
        "What a person shows us. With validate, only communities that are known here are listed, which are none yet; without \
         it their membership is told as unproven (0).",
        &["contactID", "validate"],
        |session: Session, (id, validate): (String, bool)| async move { of_contact(&session, id, validate).await },
    );
    table.method(
        "wakuext_getProfileShowcaseAccountsByAddress",
        "The account with this address as those people show it who do.",
        &["address"],
        |session: Session, (address,): (String,)| async move { accounts(&session, address).await },
    );
    table.method(
        "wakuext_getProfileShowcaseEntriesLimit",
        "Most entries of a kind in a showcase.",
        &[],
        |_: Session, (): ()| async move { Ok::<_, RpcError>(MAX_ENTRIES) },
    );
    table.method(
        "wakuext_getProfileShowcaseSocialLinksLimit",
        "Most links in a showcase.",
        &[],
        |_: Session, (): ()| async move { Ok::<_, RpcError>(MAX_SOCIAL_LINKS) },
    );
}

async fn of_contact(session: &Session, id: String, validate: bool) -> Result<ShowcaseJson, RpcError> {
    let key = match parse_public_key(&id) {
        Ok(key) => key.to_compressed(),
        // Nobody shows anything under a text that is no key.
        Err(_) if !validate => return Ok(ShowcaseJson::empty(id)),
        Err(error) => return Err(error.into()),
    };
    let entries = session.profile().query(move |stores| showcase::entries_of(stores, &key)).await;
    let entries = entries.map_err(|error: StorageError| error)?;
    Ok(ShowcaseJson::new(id, entries, validate))
}

async fn accounts(session: &Session, address: String) -> Result<Vec<ShowcaseAccountJson>, StorageError> {
    let found = session.profile().query(move |stores| showcase::entries_with_account(stores, &address)).await?;
    let scene = session.shaper().scene();
    Ok(found.into_iter().map(|(contact, account)| ShowcaseAccountJson::of(&contact, account, &scene)).collect())
}
