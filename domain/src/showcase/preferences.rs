//! What we show, and to whom.

use std::collections::BTreeSet;

use prost::Message;
use status_ports::{ProfileTransaction, StorageError, UnixMillis};
use status_proto::status::{ProfileShowcaseVisibility, SyncProfileShowcasePreferences};

use super::ShowcaseError;
use crate::identity::parse_address;
use crate::messaging::{CommandError, Context, Outcome};
use crate::profile::ProfileError;

/// Most entries of a kind.
pub const MAX_ENTRIES: usize = 100;
/// Most links.
pub const MAX_SOCIAL_LINKS: usize = 20;
/// Longest text of an entry: an URL.
pub(super) const MAX_TEXT_BYTES: usize = 2048;

/// Takes what the profile shows from now on, and publishes it. The clock is given here.
///
/// # Errors
/// [`CommandError::Profile`] for what cannot be shown, or [`CommandError::Storage`].
pub fn set_preferences(
    context: &mut Context<'_>,
    wanted: SyncProfileShowcasePreferences,
) -> Result<Outcome, CommandError> {
    validate(&wanted).map_err(ProfileError::from)?;
    let before = preferences(context.stores)?;
    let clock = context.now.max(before.clock.saturating_add(1));
    let wanted = SyncProfileShowcasePreferences { clock, ..wanted };
    context.stores.save_showcase_preferences(&wanted.encode_to_vec())?;
    Ok(Outcome { publish_contact_code: true, ..Outcome::default() })
}

/// What the profile shows; nothing, with clock 0, before it was ever said.
///
/// # Errors
/// [`StorageError`].
pub fn preferences(stores: &mut dyn ProfileTransaction) -> Result<SyncProfileShowcasePreferences, StorageError> {
    Ok(stored(stores)?.unwrap_or_default())
}

/// Accounts that are gone are not shown any more, also if they come back.
///
/// # Errors
/// [`StorageError`].
pub(crate) fn hide_accounts(
    stores: &mut dyn ProfileTransaction,
    gone: &BTreeSet<[u8; 20]>,
    now: UnixMillis,
) -> Result<(), StorageError> {
    if gone.is_empty() {
        return Ok(());
    }
    let Some(mut preferences) = stored(stores)? else { return Ok(()) };
    let before = preferences.accounts.len();
    preferences.accounts.retain(|entry| parse_address(&entry.address).is_ok_and(|address| !gone.contains(&address)));
    if preferences.accounts.len() == before {
        return Ok(());
    }
    preferences.clock = now.max(preferences.clock.saturating_add(1));
    stores.save_showcase_preferences(&preferences.encode_to_vec())
}

pub(super) fn stored(
    stores: &mut dyn ProfileTransaction,
) -> Result<Option<SyncProfileShowcasePreferences>, StorageError> {
    let bytes = stores.showcase_preferences()?;
    let read = |bytes: Vec<u8>| SyncProfileShowcasePreferences::decode(bytes.as_slice());
    bytes.map(read).transpose().map_err(|_| StorageError::Corrupt("showcase preferences".to_owned()))
}

fn validate(wanted: &SyncProfileShowcasePreferences) -> Result<(), ShowcaseError> {
    let SyncProfileShowcasePreferences {
        clock: _,
        communities,
        accounts,
        collectibles,
        verified_tokens,
        unverified_tokens,
        social_links,
    } = wanted;
    let limits = [
        (communities.len(), MAX_ENTRIES, ShowcaseError::TooManyCommunities),
        (accounts.len(), MAX_ENTRIES, ShowcaseError::TooManyAccounts),
        (collectibles.len(), MAX_ENTRIES, ShowcaseError::TooManyCollectibles),
        (verified_tokens.len(), MAX_ENTRIES, ShowcaseError::TooManyVerifiedTokens),
        (unverified_tokens.len(), MAX_ENTRIES, ShowcaseError::TooManyUnverifiedTokens),
        (social_links.len(), MAX_SOCIAL_LINKS, ShowcaseError::TooManySocialLinks),
    ];
    if let Some((_, _, error)) = limits.into_iter().find(|(count, most, _)| count > most) {
        return Err(error);
    }
    let needs_account = !(verified_tokens.is_empty() && unverified_tokens.is_empty() && collectibles.is_empty());
    if needs_account && accounts.is_empty() {
        return Err(ShowcaseError::NoAccount);
    }
    let addresses: BTreeSet<String> = accounts.iter().map(|account| account.address.to_lowercase()).collect();
    if addresses.len() != accounts.len() {
        return Err(ShowcaseError::DuplicateAccount);
    }
    if let Some(first) = collectibles.first() {
        let is_number = !first.token_id.is_empty() && first.token_id.bytes().all(|digit| digit.is_ascii_digit());
        return Err(if is_number { ShowcaseError::OwnerUnknown } else { ShowcaseError::TokenId });
    }
    let visibilities = (communities.iter().map(|entry| entry.showcase_visibility))
        .chain(accounts.iter().map(|entry| entry.showcase_visibility))
        .chain(verified_tokens.iter().map(|entry| entry.showcase_visibility))
        .chain(unverified_tokens.iter().map(|entry| entry.showcase_visibility))
        .chain(social_links.iter().map(|entry| entry.showcase_visibility));
    if visibilities.into_iter().any(|visibility| ProfileShowcaseVisibility::try_from(visibility).is_err()) {
        return Err(ShowcaseError::Visibility);
    }
    let mut texts = (communities.iter().map(|entry| &entry.community_id))
        .chain(accounts.iter().map(|entry| &entry.address))
        .chain(verified_tokens.iter().map(|entry| &entry.symbol))
        .chain(unverified_tokens.iter().map(|entry| &entry.contract_address))
        .chain(social_links.iter().flat_map(|entry| [&entry.url, &entry.text]));
    if texts.any(|text| text.len() > MAX_TEXT_BYTES) {
        return Err(ShowcaseError::TooLong);
    }
    Ok(())
}
