//! What others show us.

use prost::Message;
use status_ports::{CompressedKey, ProfileTransaction, ShowcaseRecord, StorageError};
use status_proto::status::{
    ProfileShowcase, ProfileShowcaseAccount, ProfileShowcaseEntries, ProfileShowcaseEntriesEncrypted,
};

use super::ShowcaseError;
use super::preferences::{MAX_ENTRIES, MAX_SOCIAL_LINKS, MAX_TEXT_BYTES};
use crate::crypto::{SharedSecret, open_as_reader};

/// All of somebody's showcase that we may see, checked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shown(ProfileShowcaseEntries);

/// Opens what somebody shows; `secret` is what we share with them. What is not for us is left out.
pub(crate) fn open(secret: &SharedSecret, showcase: ProfileShowcase) -> Result<Shown, ShowcaseError> {
    let mut shown = showcase.for_everyone.unwrap_or_default();
    for part in [showcase.for_contacts, showcase.for_id_verified_contacts].into_iter().flatten() {
        if let Some(part) = open_part(secret, &part)? {
            shown.communities.extend(part.communities);
            shown.accounts.extend(part.accounts);
            shown.collectibles.extend(part.collectibles);
            shown.verified_tokens.extend(part.verified_tokens);
            shown.unverified_tokens.extend(part.unverified_tokens);
            shown.social_links.extend(part.social_links);
        }
    }
    validate(&shown)?;
    shown.communities.sort_by_key(|entry| entry.order);
    shown.accounts.sort_by_key(|entry| entry.order);
    shown.collectibles.sort_by_key(|entry| entry.order);
    shown.verified_tokens.sort_by_key(|entry| entry.order);
    shown.unverified_tokens.sort_by_key(|entry| entry.order);
    shown.social_links.sort_by_key(|entry| entry.order);
    Ok(Shown(shown))
}

fn open_part(
    secret: &SharedSecret,
    part: &ProfileShowcaseEntriesEncrypted,
) -> Result<Option<ProfileShowcaseEntries>, ShowcaseError> {
    let opened = open_as_reader(secret, &part.encrypted_entries, &part.encryption_keys)?;
    let entries = opened.map(|bytes| ProfileShowcaseEntries::decode(bytes.as_slice()));
    entries.transpose().map_err(|_| ShowcaseError::Malformed)
}

fn validate(shown: &ProfileShowcaseEntries) -> Result<(), ShowcaseError> {
    let limits = [
        (shown.communities.len(), MAX_ENTRIES, ShowcaseError::TooManyCommunities),
        (shown.accounts.len(), MAX_ENTRIES, ShowcaseError::TooManyAccounts),
        (shown.collectibles.len(), MAX_ENTRIES, ShowcaseError::TooManyCollectibles),
        (shown.verified_tokens.len(), MAX_ENTRIES, ShowcaseError::TooManyVerifiedTokens),
        (shown.unverified_tokens.len(), MAX_ENTRIES, ShowcaseError::TooManyUnverifiedTokens),
        (shown.social_links.len(), MAX_SOCIAL_LINKS, ShowcaseError::TooManySocialLinks),
    ];
    if let Some((_, _, error)) = limits.into_iter().find(|(count, most, _)| count > most) {
        return Err(error);
    }
    let mut lengths = (shown.communities.iter().flat_map(|entry| [entry.community_id.len(), entry.grant.len()]))
        .chain(
            shown
                .accounts
                .iter()
                .flat_map(|entry| [entry.address.len(), entry.name.len(), entry.color_id.len(), entry.emoji.len()]),
        )
        .chain(shown.collectibles.iter().flat_map(|entry| [entry.contract_address.len(), entry.token_id.len()]))
        .chain(shown.verified_tokens.iter().map(|entry| entry.symbol.len()))
        .chain(shown.unverified_tokens.iter().map(|entry| entry.contract_address.len()))
        .chain(shown.social_links.iter().flat_map(|entry| [entry.url.len(), entry.text.len()]));
    if lengths.any(|length| length > MAX_TEXT_BYTES) { Err(ShowcaseError::TooLong) } else { Ok(()) }
}

impl Shown {
    /// Stores it in place of what was shown before. Whether it differs from that.
    pub(crate) fn store(
        self,
        stores: &mut dyn ProfileTransaction,
        contact: &CompressedKey,
    ) -> Result<bool, StorageError> {
        let Self(shown) = self;
        let entries = shown.encode_to_vec();
        let before = stores.find_showcase(contact)?.map(|before| before.entries).unwrap_or_default();
        if before == entries {
            return Ok(false);
        }
        let addresses = shown.accounts.iter().map(|account| account.address.to_lowercase()).collect();
        stores.save_showcase(&ShowcaseRecord { contact: *contact, entries, addresses })?;
        Ok(true)
    }
}

/// What somebody shows us; nothing if they never showed anything.
///
/// # Errors
/// [`StorageError`].
pub fn entries_of(
    stores: &mut dyn ProfileTransaction,
    contact: &CompressedKey,
) -> Result<ProfileShowcaseEntries, StorageError> {
    stores.find_showcase(contact)?.map_or_else(|| Ok(ProfileShowcaseEntries::default()), |record| read(&record))
}

/// Everybody who shows the account with this address, with what they say of it.
///
/// # Errors
/// [`StorageError`].
pub fn entries_with_account(
    stores: &mut dyn ProfileTransaction,
    address: &str,
) -> Result<Vec<(CompressedKey, ProfileShowcaseAccount)>, StorageError> {
    let mut found = Vec::new();
    for record in stores.showcases_with_account(&address.to_lowercase())? {
        let accounts = read(&record)?.accounts.into_iter();
        let accounts = accounts.filter(|account| account.address.eq_ignore_ascii_case(address));
        found.extend(accounts.map(|account| (record.contact, account)));
    }
    Ok(found)
}

fn read(record: &ShowcaseRecord) -> Result<ProfileShowcaseEntries, StorageError> {
    let entries = ProfileShowcaseEntries::decode(record.entries.as_slice());
    entries.map_err(|_| StorageError::Corrupt("profile showcase".to_owned()))
}
