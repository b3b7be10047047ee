//! In which order tokens and collectibles are shown.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use status_domain::keypair::{
    set_collectible_preferences, set_token_preferences, shown_collectible_preferences, shown_token_preferences,
};
use status_ports::{
    CollectiblePreference, CollectiblePreferenceKind, ProfileStoreExt as _, StorageError, TokenPreference,
};

use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "accounts_getTokenPreferences",
        "How tokens are shown on the chains of the current mode; `null` if that was never said.",
        &[],
        |session: Session, (): ()| async move {
            let preferences = session.profile().query(shown_token_preferences).await?;
            Ok::<_, StorageError>(unless_empty(preferences.into_iter().map(TokenJson::from)))
        },
    );
    table.method(
        "accounts_updateTokenPreferences",
        "Replaces how tokens are shown on the chains of the current mode.",
        &["preferences"],
        |session: Session, (preferences,): (Option<Vec<TokenJson>>,)| async move {
            let preferences: Vec<_> = preferences.into_iter().flatten().map(TokenPreference::from).collect();
            let now = session.now();
            session.profile().transact(move |stores| set_token_preferences(stores, &preferences, now)).await
        },
    );
    table.method(
        "accounts_getCollectiblePreferences",
        "How collectibles are shown on the chains of the current mode; `null` if that was never said.",
        &[],
        |session: Session, (): ()| async move {
            let preferences = session.profile().query(shown_collectible_preferences).await?;
            Ok::<_, StorageError>(unless_empty(preferences.into_iter().map(CollectibleJson::from)))
        },
    );
    table.method(
        "accounts_updateCollectiblePreferences",
        "Replaces how collectibles are shown on the chains of the current mode.",
        &["preferences"],
        |session: Session, (preferences,): (Option<Vec<CollectibleJson>>,)| async move {
            let preferences = preferences.into_iter().flatten().map(CollectiblePreference::try_from);
            let preferences = preferences.collect::<Result<Vec<_>, RpcError>>()?;
            let now = session.now();
            let setting =
                session.profile().transact(move |stores| set_collectible_preferences(stores, &preferences, now));
            setting.await.map_err(RpcError::from)
        },
    );
}

/// `walletsettings.TokenPreferences`.
#[derive(Deserialize, JsonSchema, Serialize)]
#[schemars(rename = "walletsettings.TokenPreferences")]
#[serde(rename = "walletsettings.TokenPreferences", rename_all = "camelCase")]
struct TokenJson {
    key: String,
    position: i64,
    group_position: i64,
    visible: bool,
    community_id: String,
}

/// `walletsettings.CollectiblePreferences`. The types are 1 collectible of no community, 2 of a community, 3 collection,
/// 4 community.
#[derive(Deserialize, JsonSchema, Serialize)]
#[schemars(rename = "walletsettings.CollectiblePreferences")]
#[serde(rename = "walletsettings.CollectiblePreferences")]
struct CollectibleJson {
    #[serde(rename = "type")]
    kind: i64,
    key: String,
    position: i64,
    visible: bool,
}

impl From<TokenJson> for TokenPreference {
    fn from(json: TokenJson) -> Self {
        let TokenJson { key, position, group_position, visible, community_id } = json;
        Self { key, position, group_position, visible, community_id }
    }
}

impl From<TokenPreference> for TokenJson {
    fn from(preference: TokenPreference) -> Self {
        let TokenPreference { key, position, group_position, visible, community_id } = preference;
        Self { key, position, group_position, visible, community_id }
    }
}

impl TryFrom<CollectibleJson> for CollectiblePreference {
    type Error = RpcError;

    fn try_from(json: CollectibleJson) -> Result<Self, RpcError> {
        let kind = match json.kind {
            1 => CollectiblePreferenceKind::NonCommunityCollectible,
            2 => CollectiblePreferenceKind::CommunityCollectible,
            3 => CollectiblePreferenceKind::Collection,
            4 => CollectiblePreferenceKind::Community,
            _ => return Err(RpcError::method("collectibles: unknown type of preferences")),
        };
        Ok(Self { kind, key: json.key, position: json.position, visible: json.visible })
    }
}

impl From<CollectiblePreference> for CollectibleJson {
    fn from(preference: CollectiblePreference) -> Self {
        let kind = match preference.kind {
            CollectiblePreferenceKind::NonCommunityCollectible => 1,
            CollectiblePreferenceKind::CommunityCollectible => 2,
            CollectiblePreferenceKind::Collection => 3,
            CollectiblePreferenceKind::Community => 4,
        };
        Self { kind, key: preference.key, position: preference.position, visible: preference.visible }
    }
}

fn unless_empty<T>(rows: impl Iterator<Item = T>) -> Option<Vec<T>> {
    Some(rows.collect::<Vec<_>>()).filter(|rows| !rows.is_empty())
}
