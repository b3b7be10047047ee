//! The contract of [`AssetPreferenceStore`].

use crate::{AssetPreferenceStore, CollectiblePreference, CollectiblePreferenceKind, TokenPreference};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn AssetPreferenceStore>) {
    tokens_come_by_position_and_are_replaced_by_mode(&mut *make());
    collectibles_come_by_position_and_are_replaced_by_mode(&mut *make());
}

fn token(key: &str, position: i64) -> TokenPreference {
    TokenPreference { key: key.into(), position, group_position: -1, visible: true, community_id: "c".into() }
}

fn tokens_come_by_position_and_are_replaced_by_mode(store: &mut dyn AssetPreferenceStore) {
    assert_eq!(store.token_preferences(false).unwrap(), []);
    let hidden = TokenPreference { visible: false, group_position: 7, ..token("ETH", 0) };
    store.replace_token_preferences(false, &[token("SNT", 1), hidden.clone(), token("DAI", 1)]).unwrap();
    store.replace_token_preferences(true, &[token("SNT", 3)]).unwrap();
    assert_eq!(store.token_preferences(false).unwrap(), [hidden, token("DAI", 1), token("SNT", 1)]);
    store.replace_token_preferences(false, &[token("SNT", 0)]).unwrap();
    assert_eq!(store.token_preferences(false).unwrap(), [token("SNT", 0)]);
    assert_eq!(store.token_preferences(true).unwrap(), [token("SNT", 3)]);
}

fn collectible(kind: CollectiblePreferenceKind, key: &str, position: i64) -> CollectiblePreference {
    CollectiblePreference { kind, key: key.into(), position, visible: false }
}

fn collectibles_come_by_position_and_are_replaced_by_mode(store: &mut dyn AssetPreferenceStore) {
    use CollectiblePreferenceKind::{Collection, Community, CommunityCollectible, NonCommunityCollectible};
    assert_eq!(store.collectible_preferences(true).unwrap(), []);
    let all = [
        collectible(Community, "a", 0),
        collectible(NonCommunityCollectible, "b", 1),
        collectible(CommunityCollectible, "b", 1),
        CollectiblePreference { visible: true, ..collectible(Collection, "a", 1) },
        collectible(Collection, "b", 1),
    ];
    let mut mixed = all.to_vec();
    mixed.reverse();
    store.replace_collectible_preferences(true, &mixed).unwrap();
    assert_eq!(store.collectible_preferences(true).unwrap(), all);
    assert_eq!(store.collectible_preferences(false).unwrap(), []);
    store.replace_collectible_preferences(false, &all[..1]).unwrap();
    store.replace_collectible_preferences(true, &[]).unwrap();
    assert_eq!(store.collectible_preferences(true).unwrap(), []);
    assert_eq!(store.collectible_preferences(false).unwrap(), all[..1]);
}
