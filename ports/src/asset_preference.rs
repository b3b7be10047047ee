//! In which order tokens and collectibles of the wallet are shown.

use crate::StorageError;

/// How a token is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenPreference {
    /// Names the token.
    pub key: String,
    /// Place in the list.
    pub position: i64,
    /// Place of its community; -1 if it has none.
    pub group_position: i64,
    /// Whether it is shown.
    pub visible: bool,
    /// Its community; empty for a token of none.
    pub community_id: String,
}

/// What a preference for collectibles is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CollectiblePreferenceKind {
    /// A collectible of no community.
    NonCommunityCollectible,
    /// A collectible of a community.
    CommunityCollectible,
    /// A collection.
    Collection,
    /// A community.
    Community,
}

/// How a collectible, a collection or a community is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CollectiblePreference {
    /// What it is about.
    pub kind: CollectiblePreferenceKind,
    /// Names it.
    pub key: String,
    /// Place in the list.
    pub position: i64,
    /// Whether it is shown.
    pub visible: bool,
}

/// What the person chose, apart for chains and test chains.
pub trait AssetPreferenceStore {
    /// Tokens by position, then by key.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn token_preferences(&mut self, is_test: bool) -> Result<Vec<TokenPreference>, StorageError>;

    /// Puts these in place of all that were there. Keys are different.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails, or a key comes twice.
    fn replace_token_preferences(&mut self, is_test: bool, preferences: &[TokenPreference])
    -> Result<(), StorageError>;

    /// Collectibles by position, then by kind and key.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn collectible_preferences(&mut self, is_test: bool) -> Result<Vec<CollectiblePreference>, StorageError>;

    /// Puts these in place of all that were there. Kinds with keys are different.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails, or a kind with its key comes twice.
    fn replace_collectible_preferences(
        &mut self,
        is_test: bool,
        preferences: &[CollectiblePreference],
    ) -> Result<(), StorageError>;
}
