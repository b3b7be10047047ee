//! What others are shown.

use prost::Message;
use status_ports::{Entropy, KeypairAccountRecord, StorageError};
use status_proto::status::{
    ProfileShowcase, ProfileShowcaseAccount, ProfileShowcaseCommunity, ProfileShowcaseEntries,
    ProfileShowcaseEntriesEncrypted, ProfileShowcaseSocialLink, ProfileShowcaseUnverifiedToken,
    ProfileShowcaseVerifiedToken, ProfileShowcaseVisibility as Visibility, SyncProfileShowcasePreferences,
};

use super::preferences::stored;
use crate::crypto::{PrivateKey, PublicKey, Readers};
use crate::identity::parse_address;
use crate::messaging::Context;

/// What we show, by who sees it. An entry is in one part only.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct OwnShowcase {
    everyone: ProfileShowcaseEntries,
    contacts: ProfileShowcaseEntries,
    verified: ProfileShowcaseEntries,
}

/// What we show, with what our accounts are called now. `None` before the person ever said anything about it.
pub(crate) fn own_showcase(context: &mut Context<'_>) -> Result<Option<OwnShowcase>, StorageError> {
    let Some(preferences) = stored(context.stores)? else { return Ok(None) };
    let accounts = if preferences.accounts.is_empty() { Vec::new() } else { context.stores.keypair_accounts()? };
    let part = |visibility| entries(&preferences, &accounts, visibility);
    Ok(Some(OwnShowcase {
        everyone: part(Visibility::Everyone),
        contacts: part(Visibility::Contacts),
        verified: part(Visibility::IdVerifiedContacts),
    }))
}

impl OwnShowcase {
    /// Whether anything is for contacts only.
    pub(crate) fn has_part_for_contacts(&self) -> bool {
        self.contacts != ProfileShowcaseEntries::default()
    }

    /// Whether anything is for verified contacts only.
    pub(crate) fn has_part_for_verified(&self) -> bool {
        self.verified != ProfileShowcaseEntries::default()
    }

    /// The bytes that change when what is shown does: what is random in [`Self::seal`] is not in them.
    pub(crate) fn digestible(&self) -> [Vec<u8>; 3] {
        [&self.everyone, &self.contacts, &self.verified].map(Message::encode_to_vec)
    }

    /// The showcase as it is sent. All three parts are there, even if empty: other implementations rely on that.
    pub(crate) fn seal(
        self,
        author: &PrivateKey,
        contacts: &[PublicKey],
        verified: &[PublicKey],
        entropy: &mut dyn Entropy,
    ) -> ProfileShowcase {
        ProfileShowcase {
            for_contacts: Some(seal(&self.contacts, author, contacts, entropy)),
            for_id_verified_contacts: Some(seal(&self.verified, author, verified, entropy)),
            for_everyone: Some(self.everyone),
        }
    }
}

fn seal(
    entries: &ProfileShowcaseEntries,
    author: &PrivateKey,
    readers: &[PublicKey],
    entropy: &mut dyn Entropy,
) -> ProfileShowcaseEntriesEncrypted {
    if *entries == ProfileShowcaseEntries::default() || readers.is_empty() {
        return ProfileShowcaseEntriesEncrypted::default();
    }
    let sealed = Readers::new(author, readers).seal(&entries.encode_to_vec(), entropy);
    ProfileShowcaseEntriesEncrypted { encrypted_entries: sealed.text, encryption_keys: sealed.keys }
}

fn entries(
    preferences: &SyncProfileShowcasePreferences,
    accounts: &[KeypairAccountRecord],
    visibility: Visibility,
) -> ProfileShowcaseEntries {
    let visibility = i32::from(visibility);
    let communities = preferences.communities.iter().filter(|entry| entry.showcase_visibility == visibility);
    let shown = preferences.accounts.iter().filter(|entry| entry.showcase_visibility == visibility);
    let verified_tokens = preferences.verified_tokens.iter().filter(|entry| entry.showcase_visibility == visibility);
    let unverified_tokens =
        preferences.unverified_tokens.iter().filter(|entry| entry.showcase_visibility == visibility);
    let social_links = preferences.social_links.iter().filter(|entry| entry.showcase_visibility == visibility);
    ProfileShowcaseEntries {
        communities: communities
            .map(|entry| ProfileShowcaseCommunity {
                community_id: entry.community_id.clone(),
                order: entry.order,
                grant: Vec::new(),
            })
            .collect(),
        // An account that is gone is not shown.
        accounts: shown
            .filter_map(|entry| {
                let address = parse_address(&entry.address).ok()?;
                let account = accounts.iter().find(|account| account.address == address)?;
                Some(ProfileShowcaseAccount {
                    address: entry.address.clone(),
                    name: account.name.clone(),
                    color_id: account.color.clone(),
                    emoji: account.emoji.clone(),
                    order: entry.order,
                })
            })
            .collect(),
        collectibles: Vec::new(),
        verified_tokens: verified_tokens
            .map(|entry| ProfileShowcaseVerifiedToken { symbol: entry.symbol.clone(), order: entry.order })
            .collect(),
        unverified_tokens: unverified_tokens
            .map(|entry| ProfileShowcaseUnverifiedToken {
                contract_address: entry.contract_address.clone(),
                order: entry.order,
                chain_id: entry.chain_id,
                ..ProfileShowcaseUnverifiedToken::default()
            })
            .collect(),
        social_links: social_links
            .map(|entry| ProfileShowcaseSocialLink {
                url: entry.url.clone(),
                order: entry.order,
                text: entry.text.clone(),
            })
            .collect(),
    }
}
