//! The order of tokens and collectibles.

use serde_json::json;
use status_ports::{
    CollectiblePreference, CollectiblePreferenceKind, SettingRecord, SettingsStore as _, TokenPreference,
};

use super::*;

fn token(key: &str) -> TokenPreference {
    TokenPreference {
        key: key.to_owned(),
        position: 0,
        group_position: -1,
        visible: true,
        community_id: "c".to_owned(),
    }
}

fn collectible(key: &str) -> CollectiblePreference {
    let kind = CollectiblePreferenceKind::Community;
    CollectiblePreference { kind, key: key.to_owned(), position: 3, visible: false }
}

fn set(stores: &mut MemoryTransaction, name: &str) {
    stores.save_settings(&[SettingRecord { name: name.to_owned(), value: json!(true).to_string() }]).unwrap();
}

#[test]
fn an_order_holds_for_the_mode_that_the_wallet_is_in() {
    let mut stores = profile();
    set_token_preferences(&mut stores, &[token("DAI")], NOW).unwrap();
    set_collectible_preferences(&mut stores, &[collectible("a")], NOW).unwrap();
    set(&mut stores, "test-networks-enabled?");
    assert_eq!(shown_token_preferences(&mut stores).unwrap(), []);
    assert_eq!(shown_collectible_preferences(&mut stores).unwrap(), []);
    set_token_preferences(&mut stores, &[token("SNT"), token("ETH")], NOW).unwrap();
    assert_eq!(shown_token_preferences(&mut stores).unwrap(), [token("ETH"), token("SNT")]);
    set_collectible_preferences(&mut stores, &[collectible("b")], NOW).unwrap();
    assert_eq!(shown_collectible_preferences(&mut stores).unwrap(), [collectible("b")]);
    let clock = stores.find_setting("wallet-token-preferences-change-clock").unwrap();
    assert_eq!(clock.as_deref(), Some("1700000000001"), "later than before");
}

#[test]
fn an_order_that_cannot_be_is_refused() {
    let mut stores = profile();
    let negative = TokenPreference { position: -1, ..token("DAI") };
    let long = token(&"x".repeat(257));
    let tokens = [
        (vec![], "tokens: trying to create custom order with empty list"),
        (vec![negative], "tokens: trying to create custom order with negative position"),
        (vec![token("DAI"), token("DAI")], "tokens: trying to create custom order with the same entry twice"),
        (vec![long], "`Key` field is too long"),
        (vec![token("DAI"); 5001], "tokens: trying to create custom order with too many entries"),
    ];
    for (preferences, expected) in tokens {
        assert_eq!(refusal(set_token_preferences(&mut stores, &preferences, NOW)), expected);
    }
    let twice = [collectible("a"), collectible("a")];
    let refused = refusal(set_collectible_preferences(&mut stores, &twice, NOW));
    assert_eq!(refused, "collectibles: trying to create custom order with the same entry twice");
    set(&mut stores, "token-group-by-community?");
    let refused = refusal(set_token_preferences(&mut stores, &[token("DAI")], NOW));
    assert_eq!(refused, "tokens: not all community tokens have assigned the group position");
    let placed = TokenPreference { group_position: 0, ..token("DAI") };
    set_token_preferences(&mut stores, &[placed], NOW).unwrap();
}
