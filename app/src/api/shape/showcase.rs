//! What people show in their profile, as clients read and write it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use status_domain::profile::ProfileError;
use status_domain::showcase::ShowcaseError;
use status_ports::CompressedKey;
use status_proto::status::{
    ProfileShowcaseAccount, ProfileShowcaseAccountPreference, ProfileShowcaseCollectiblePreference,
    ProfileShowcaseCommunityPreference, ProfileShowcaseEntries, ProfileShowcaseSocialLinkPreference,
    ProfileShowcaseUnverifiedTokenPreference, ProfileShowcaseVerifiedTokenPreference, SyncProfileShowcasePreferences,
};

use super::Scene;

/// No community is known here that could prove a membership.
const UNPROVEN: u8 = 0;

/// `identity.ProfileShowcasePreferences`. Communities and accounts are null if there are none, the other lists are empty.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[schemars(rename = "identity.ProfileShowcasePreferences")]
#[serde(rename = "identity.ProfileShowcasePreferences", rename_all = "camelCase")]
pub(crate) struct ShowcasePreferencesJson {
    clock: u64,
    communities: Option<Vec<CommunityPreferenceJson>>,
    accounts: Option<Vec<AccountPreferenceJson>>,
    collectibles: Option<Vec<CollectiblePreferenceJson>>,
    verified_tokens: Option<Vec<VerifiedTokenPreferenceJson>>,
    unverified_tokens: Option<Vec<UnverifiedTokenPreferenceJson>>,
    social_links: Option<Vec<SocialLinkPreferenceJson>>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[schemars(rename = "identity.ProfileShowcaseCommunityPreference")]
#[serde(rename = "identity.ProfileShowcaseCommunityPreference", rename_all = "camelCase")]
struct CommunityPreferenceJson {
    community_id: String,
    showcase_visibility: i64,
    order: i64,
}

#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[schemars(rename = "identity.ProfileShowcaseAccountPreference")]
#[serde(rename = "identity.ProfileShowcaseAccountPreference", rename_all = "camelCase")]
struct AccountPreferenceJson {
    address: String,
    showcase_visibility: i64,
    order: i64,
}

#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[schemars(rename = "identity.ProfileShowcaseCollectiblePreference")]
#[serde(rename = "identity.ProfileShowcaseCollectiblePreference", rename_all = "camelCase")]
struct CollectiblePreferenceJson {
    contract_address: String,
    chain_id: u64,
    token_id: String,
    showcase_visibility: i64,
    order: i64,
}

#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[schemars(rename = "identity.ProfileShowcaseVerifiedTokenPreference")]
#[serde(rename = "identity.ProfileShowcaseVerifiedTokenPreference", rename_all = "camelCase")]
struct VerifiedTokenPreferenceJson {
    symbol: String,
    showcase_visibility: i64,
    order: i64,
}

#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[schemars(rename = "identity.ProfileShowcaseUnverifiedTokenPreference")]
#[serde(rename = "identity.ProfileShowcaseUnverifiedTokenPreference", rename_all = "camelCase")]
struct UnverifiedTokenPreferenceJson {
    contract_address: String,
    chain_id: u64,
    showcase_visibility: i64,
    order: i64,
}

#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[schemars(rename = "identity.ProfileShowcaseSocialLinkPreference")]
#[serde(rename = "identity.ProfileShowcaseSocialLinkPreference", rename_all = "camelCase")]
struct SocialLinkPreferenceJson {
    url: String,
    text: String,
    showcase_visibility: i64,
    order: i64,
}

/// A number of clients as messages have it: one that does not fit is no visibility there is.
fn visibility(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(-1)
}

fn order(number: i64) -> Result<u32, ProfileError> {
    u32::try_from(number).map_err(|_| ShowcaseError::Order.into())
}

/// Both ways between a list of clients and one of messages.
macro_rules! lists {
    ($read:ident, $write:ident: $json:ident as $message:ident { $($field:ident),* }) => {
        #[allow(clippy::needless_update, reason = "some messages have fields that nobody reads any more")]
        fn $read(list: Option<Vec<$json>>) -> Result<Vec<$message>, ProfileError> {
            let read = |entry: $json| {
                Ok($message {
                    $($field: entry.$field,)*
                    showcase_visibility: visibility(entry.showcase_visibility),
                    order: order(entry.order)?,
                    ..$message::default()
                })
            };
            list.unwrap_or_default().into_iter().map(read).collect()
        }

        fn $write(list: Vec<$message>) -> Vec<$json> {
            let write = |entry: $message| $json {
                $($field: entry.$field,)*
                showcase_visibility: entry.showcase_visibility.into(),
                order: entry.order.into(),
            };
            list.into_iter().map(write).collect()
        }
    };
}

lists!(read_communities, write_communities: CommunityPreferenceJson as ProfileShowcaseCommunityPreference { community_id });
lists!(read_accounts, write_accounts: AccountPreferenceJson as ProfileShowcaseAccountPreference { address });
lists!(
    read_collectibles, write_collectibles:
    CollectiblePreferenceJson as ProfileShowcaseCollectiblePreference { contract_address, chain_id, token_id }
);
lists!(
    read_verified_tokens, write_verified_tokens:
    VerifiedTokenPreferenceJson as ProfileShowcaseVerifiedTokenPreference { symbol }
);
lists!(
    read_unverified_tokens, write_unverified_tokens:
    UnverifiedTokenPreferenceJson as ProfileShowcaseUnverifiedTokenPreference { contract_address, chain_id }
);
lists!(
    read_social_links, write_social_links:
    SocialLinkPreferenceJson as ProfileShowcaseSocialLinkPreference { url, text }
);

fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    Some(list).filter(|list| !list.is_empty())
}

impl ShowcasePreferencesJson {
    pub(crate) fn new(preferences: SyncProfileShowcasePreferences) -> Self {
        Self {
            clock: preferences.clock,
            communities: some(write_communities(preferences.communities)),
            accounts: some(write_accounts(preferences.accounts)),
            collectibles: Some(write_collectibles(preferences.collectibles)),
            verified_tokens: Some(write_verified_tokens(preferences.verified_tokens)),
            unverified_tokens: Some(write_unverified_tokens(preferences.unverified_tokens)),
            social_links: Some(write_social_links(preferences.social_links)),
        }
    }

    pub(crate) fn into_preferences(self) -> Result<SyncProfileShowcasePreferences, ProfileError> {
        Ok(SyncProfileShowcasePreferences {
            clock: self.clock,
            communities: read_communities(self.communities)?,
            accounts: read_accounts(self.accounts)?,
            collectibles: read_collectibles(self.collectibles)?,
            verified_tokens: read_verified_tokens(self.verified_tokens)?,
            unverified_tokens: read_unverified_tokens(self.unverified_tokens)?,
            social_links: read_social_links(self.social_links)?,
        })
    }
}

/// `identity.ProfileShowcase`. Accounts are null if there are none, the other lists are empty.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "identity.ProfileShowcase")]
#[serde(rename_all = "camelCase")]
pub(crate) struct ShowcaseJson {
    contact_id: String,
    communities: Vec<CommunityJson>,
    accounts: Option<Vec<ShowcaseAccountJson>>,
    collectibles: Vec<CollectibleJson>,
    verified_tokens: Vec<VerifiedTokenJson>,
    unverified_tokens: Vec<UnverifiedTokenJson>,
    social_links: Vec<SocialLinkJson>,
}

#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "identity.ProfileShowcaseCommunity")]
#[serde(rename_all = "camelCase")]
struct CommunityJson {
    community_id: String,
    order: u32,
    membership_status: u8,
    /// Base64.
    #[serde(skip_serializing_if = "String::is_empty")]
    grant: String,
}

/// `identity.ProfileShowcaseAccount`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "identity.ProfileShowcaseAccount")]
#[serde(rename_all = "camelCase")]
pub(crate) struct ShowcaseAccountJson {
    contact_id: String,
    address: String,
    name: String,
    color_id: String,
    emoji: String,
    order: u32,
}

#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "identity.ProfileShowcaseCollectible")]
#[serde(rename_all = "camelCase")]
struct CollectibleJson {
    contract_address: String,
    chain_id: u64,
    token_id: String,
    order: u32,
}

#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "identity.ProfileShowcaseVerifiedToken")]
#[serde(rename_all = "camelCase")]
struct VerifiedTokenJson {
    symbol: String,
    order: u32,
}

#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "identity.ProfileShowcaseUnverifiedToken")]
#[serde(rename_all = "camelCase")]
struct UnverifiedTokenJson {
    contract_address: String,
    chain_id: u64,
    order: u32,
}

#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "identity.ProfileShowcaseSocialLink")]
#[serde(rename_all = "camelCase")]
struct SocialLinkJson {
    url: String,
    text: String,
    order: u32,
}

impl ShowcaseAccountJson {
    fn new(contact_id: &str, account: ProfileShowcaseAccount) -> Self {
        Self {
            contact_id: contact_id.to_owned(),
            address: account.address,
            name: account.name,
            color_id: account.color_id,
            emoji: account.emoji,
            order: account.order,
        }
    }

    /// The account as this person shows it.
    pub(crate) fn of(contact: &CompressedKey, account: ProfileShowcaseAccount, scene: &Scene) -> Self {
        Self::new(&scene.face(contact).text, account)
    }
}

impl ShowcaseJson {
    /// Nothing.
    pub(crate) fn empty(contact_id: String) -> Self {
        Self::new(contact_id, ProfileShowcaseEntries::default(), false)
    }

    /// What a person shows. Only memberships in communities that are known here can be validated.
    pub(crate) fn new(contact_id: String, entries: ProfileShowcaseEntries, validate: bool) -> Self {
        let communities = if validate { Vec::new() } else { entries.communities };
        let accounts = entries.accounts.into_iter().map(|account| ShowcaseAccountJson::new(&contact_id, account));
        Self {
            communities: communities
                .into_iter()
                .map(|entry| CommunityJson {
                    community_id: entry.community_id,
                    order: entry.order,
                    membership_status: UNPROVEN,
                    grant: STANDARD.encode(entry.grant),
                })
                .collect(),
            accounts: some(accounts.collect()),
            collectibles: entries
                .collectibles
                .into_iter()
                .map(|entry| CollectibleJson {
                    contract_address: entry.contract_address,
                    chain_id: entry.chain_id,
                    token_id: entry.token_id,
                    order: entry.order,
                })
                .collect(),
            verified_tokens: entries
                .verified_tokens
                .into_iter()
                .map(|entry| VerifiedTokenJson { symbol: entry.symbol, order: entry.order })
                .collect(),
            unverified_tokens: entries
                .unverified_tokens
                .into_iter()
                .map(|entry| UnverifiedTokenJson {
                    contract_address: entry.contract_address,
                    chain_id: entry.chain_id,
                    order: entry.order,
                })
                .collect(),
            social_links: entries
                .social_links
                .into_iter()
                .map(|entry| SocialLinkJson { url: entry.url, text: entry.text, order: entry.order })
                .collect(),
            contact_id,
        }
    }
}
