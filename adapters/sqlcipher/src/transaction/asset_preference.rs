use diesel::prelude::*;
use status_ports::{
    AssetPreferenceStore, CollectiblePreference, CollectiblePreferenceKind, StorageError, TokenPreference,
};

use super::SqlTransaction;
use crate::error::{OrStorageError as _, Result, corrupt};
use crate::schema::profile::{collectible_preferences, token_preferences};

impl AssetPreferenceStore for SqlTransaction<'_> {
    fn token_preferences(&mut self, is_test: bool) -> Result<Vec<TokenPreference>> {
        let rows = token_preferences::table
            .filter(token_preferences::is_test.eq(is_test))
            .order(token_preferences::key)
            .select(TokenRow::as_select());
        let rows = rows.load(self.connection).or_storage_error()?;
        let mut preferences: Vec<TokenPreference> = rows.into_iter().map(TokenPreference::from).collect();
        // They are read as a whole: an index for their order would cost more than to sort them.
        preferences.sort_by_key(|preference| preference.position);
        Ok(preferences)
    }

    fn replace_token_preferences(&mut self, is_test: bool, preferences: &[TokenPreference]) -> Result<()> {
        let gone = token_preferences::table.filter(token_preferences::is_test.eq(is_test));
        diesel::delete(gone).execute(self.connection).or_storage_error()?;
        for preference in preferences {
            let row = (
                token_preferences::is_test.eq(is_test),
                token_preferences::key.eq(&preference.key),
                token_preferences::position.eq(preference.position),
                token_preferences::group_position.eq(preference.group_position),
                token_preferences::visible.eq(preference.visible),
                token_preferences::community_id.eq(&preference.community_id),
            );
            diesel::insert_into(token_preferences::table).values(row).execute(self.connection).or_storage_error()?;
        }
        Ok(())
    }

    fn collectible_preferences(&mut self, is_test: bool) -> Result<Vec<CollectiblePreference>> {
        let rows = collectible_preferences::table
            .filter(collectible_preferences::is_test.eq(is_test))
            .order((collectible_preferences::kind, collectible_preferences::key))
            .select(CollectibleRow::as_select());
        let rows = rows.load(self.connection).or_storage_error()?;
        let mut preferences = rows.into_iter().map(CollectiblePreference::try_from).collect::<Result<Vec<_>>>()?;
        preferences.sort_by_key(|preference| preference.position);
        Ok(preferences)
    }

    fn replace_collectible_preferences(&mut self, is_test: bool, preferences: &[CollectiblePreference]) -> Result<()> {
        let gone = collectible_preferences::table.filter(collectible_preferences::is_test.eq(is_test));
        diesel::delete(gone).execute(self.connection).or_storage_error()?;
        for preference in preferences {
            let row = (
                collectible_preferences::is_test.eq(is_test),
                collectible_preferences::kind.eq(kind_code(preference.kind)),
                collectible_preferences::key.eq(&preference.key),
                collectible_preferences::position.eq(preference.position),
                collectible_preferences::visible.eq(preference.visible),
            );
            let insert = diesel::insert_into(collectible_preferences::table).values(row);
            insert.execute(self.connection).or_storage_error()?;
        }
        Ok(())
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = token_preferences)]
struct TokenRow {
    key: String,
    position: i64,
    group_position: i64,
    visible: bool,
    community_id: String,
}

impl From<TokenRow> for TokenPreference {
    fn from(row: TokenRow) -> Self {
        Self {
            key: row.key,
            position: row.position,
            group_position: row.group_position,
            visible: row.visible,
            community_id: row.community_id,
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = collectible_preferences)]
struct CollectibleRow {
    kind: i32,
    key: String,
    position: i64,
    visible: bool,
}

impl TryFrom<CollectibleRow> for CollectiblePreference {
    type Error = StorageError;

    fn try_from(row: CollectibleRow) -> Result<Self> {
        Ok(Self { kind: kind(row.kind)?, key: row.key, position: row.position, visible: row.visible })
    }
}

const fn kind_code(kind: CollectiblePreferenceKind) -> i32 {
    match kind {
        CollectiblePreferenceKind::NonCommunityCollectible => 1,
        CollectiblePreferenceKind::CommunityCollectible => 2,
        CollectiblePreferenceKind::Collection => 3,
        CollectiblePreferenceKind::Community => 4,
    }
}

fn kind(code: i32) -> Result<CollectiblePreferenceKind> {
    match code {
        1 => Ok(CollectiblePreferenceKind::NonCommunityCollectible),
        2 => Ok(CollectiblePreferenceKind::CommunityCollectible),
        3 => Ok(CollectiblePreferenceKind::Collection),
        4 => Ok(CollectiblePreferenceKind::Community),
        _ => Err(corrupt("kind of a preference for collectibles")),
    }
}
