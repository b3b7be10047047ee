//! What contracts and lists say of tokens and of who has how much.

use status_domain::wallet::balance::{BalanceAnswer, BalanceScan};
use status_domain::wallet::token::{
    NATIVE_TOKEN, community_of_base_uri, custom_token, decode_token_decimals, decode_token_name, decode_token_symbol,
    parse_token_list,
};
use status_ports::CustomTokenRecord;

/// A list of tokens: what is read of it comes back when it is written.
pub(crate) fn token_list(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let Ok(tokens) = parse_token_list(text) else { return };
    let mut written = String::new();
    for token in &tokens {
        let address: String = token.address.iter().map(|byte| format!("{byte:02x}")).collect();
        written.push_str(&format!(
            "{}\t{address}\t{}\t{}\t{}\n",
            token.chain_id, token.decimals, token.symbol, token.name
        ));
    }
    assert_eq!(parse_token_list(&written), Ok(tokens));
}

/// What a contract answers when it is asked about itself: what is taken from it could be added.
pub(crate) fn token_answer(input: &[u8]) {
    let _ = (decode_token_decimals(input), community_of_base_uri(input));
    let (name, symbol) = (decode_token_name(input), decode_token_symbol(input));
    if let (Ok(name), Ok(symbol)) = (name, symbol) {
        let token = CustomTokenRecord {
            chain_id: 1,
            address: [1; 20],
            name,
            symbol,
            decimals: 18,
            community_id: None,
            is_added: true,
        };
        assert_eq!(custom_token(token.clone()), Ok(token));
    }
}

/// What a contract that reads many balances answers, time and again: everything that was asked for is known, blamed on
/// its token, or unanswered, in the end.
pub(crate) fn balance_answer(input: &[u8]) {
    let accounts = [[1; 20], [2; 20]];
    let tokens = [NATIVE_TOKEN, [3; 20]];
    let mut scan = BalanceScan::new(1, &accounts, &tokens, None);
    for _ in 0..10 {
        let requests = scan.next_requests();
        if requests.is_empty() {
            break;
        }
        for request in requests {
            scan.take(request, BalanceAnswer::Returned(input.to_vec()));
        }
    }
    assert!(scan.next_requests().is_empty(), "it never ends");
    let outcome = scan.finish();
    assert_eq!(outcome.balances.len() + outcome.faults.len() + outcome.unanswered.len(), 4);
}
