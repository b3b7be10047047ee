//! What contracts and lists say of tokens, of who has how much, and of what moved.

use std::collections::BTreeSet;

use status_domain::crypto::keccak256;
use status_domain::wallet::activity::{MOST_ITEMS, read_log};
use status_domain::wallet::balance::{BalanceAnswer, BalanceScan};
use status_domain::wallet::token::{
    NATIVE_TOKEN, community_of_base_uri, custom_token, decode_token_decimals, decode_token_name, decode_token_symbol,
    parse_token_list,
};
use status_ports::{CustomTokenRecord, EventLog};

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

/// A log of any contract: the event, how many topics follow, the topics, and the data. What moved by it did so once,
/// and is something.
pub(crate) fn transfer_log(input: &[u8]) {
    let Some(([event, count], rest)) = input.split_first_chunk() else { return };
    let event: &[u8] = match event % 4 {
        0 => b"Transfer(address,address,uint256)",
        1 => b"TransferSingle(address,address,address,uint256,uint256)",
        2 => b"TransferBatch(address,address,address,uint256[],uint256[])",
        _ => b"Approval(address,address,uint256)",
    };
    let (words, _) = rest.as_chunks::<32>();
    let topics: Vec<[u8; 32]> = words.iter().take(usize::from(count % 4)).copied().collect();
    let log = EventLog {
        address: [3; 20],
        data: rest.get(topics.len() * 32..).unwrap_or_default().to_vec(),
        topics: [&[keccak256(&[event])], &topics[..]].concat(),
        block_number: 7,
        block_hash: [7; 32],
        transaction_hash: [8; 32],
        log_index: 5,
        is_removed: false,
    };
    let Ok(movements) = read_log(1, &log) else { return };
    assert!(movements.len() <= MOST_ITEMS);
    assert!(movements.iter().all(|moved| !moved.amount.is_zero() && moved.asset.contract == log.address));
    let ids: BTreeSet<[u8; 32]> = movements.iter().map(|moved| moved.id).collect();
    assert_eq!(ids.len(), movements.len());
}
