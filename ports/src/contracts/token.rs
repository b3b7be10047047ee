//! The contract of [`TokenStore`].

use crate::{CustomTokenRecord, TokenStore};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn TokenStore>) {
    tokens_come_back_whole_by_chain_and_contract(&mut *make());
    a_token_is_replaced(&mut *make());
    a_token_is_forgotten_on_its_chain_only(&mut *make());
    whether_somebody_looked_for_a_community_is_kept(&mut *make());
}

fn token(chain_id: u64, address: u8) -> CustomTokenRecord {
    CustomTokenRecord {
        chain_id,
        address: [address; 20],
        name: "A token \u{1f984}".into(),
        symbol: "TOK".into(),
        decimals: 255,
        community_id: Some("0x02ab".into()),
        is_added: true,
    }
}

fn tokens_come_back_whole_by_chain_and_contract(store: &mut dyn TokenStore) {
    assert_eq!(store.custom_tokens().unwrap(), []);
    for (chain_id, address) in [(u64::MAX, 0), (1, 255), (1, 2), (10, 1)] {
        store.save_custom_token(&token(chain_id, address)).unwrap();
    }
    let expected = [token(1, 2), token(1, 255), token(10, 1), token(u64::MAX, 0)];
    assert_eq!(store.custom_tokens().unwrap(), expected);
    assert_eq!(store.find_custom_token(1, &[255; 20]).unwrap(), Some(token(1, 255)));
    assert_eq!(store.find_custom_token(2, &[255; 20]).unwrap(), None);
}

fn a_token_is_replaced(store: &mut dyn TokenStore) {
    store.save_custom_token(&token(1, 1)).unwrap();
    let other = CustomTokenRecord { decimals: 0, is_added: false, name: "other".into(), ..token(1, 1) };
    store.save_custom_token(&other).unwrap();
    assert_eq!(store.custom_tokens().unwrap(), [other]);
}

fn a_token_is_forgotten_on_its_chain_only(store: &mut dyn TokenStore) {
    store.save_custom_token(&token(1, 1)).unwrap();
    store.save_custom_token(&token(2, 1)).unwrap();
    store.delete_custom_token(1, &[1; 20]).unwrap();
    store.delete_custom_token(1, &[7; 20]).unwrap();
    assert_eq!(store.custom_tokens().unwrap(), [token(2, 1)]);
}

fn whether_somebody_looked_for_a_community_is_kept(store: &mut dyn TokenStore) {
    for community_id in [None, Some(String::new())] {
        let saved = CustomTokenRecord { community_id, ..token(1, 1) };
        store.save_custom_token(&saved).unwrap();
        assert_eq!(store.find_custom_token(1, &[1; 20]).unwrap(), Some(saved));
    }
}
