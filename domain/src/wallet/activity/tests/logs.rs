use super::*;

const BATCH: &str = "TransferBatch(address,address,address,uint256[],uint256[])";

fn batch(items: &[(u64, u64)]) -> EventLog {
    let count = u64::try_from(items.len()).unwrap();
    let mut data = vec![word(64), word(96 + 32 * count), word(count)];
    data.extend(items.iter().map(|(id, _)| word(*id)));
    data.push(word(count));
    data.extend(items.iter().map(|(_, amount)| word(*amount)));
    log(BATCH, &[address_word(&OTHER), address_word(&OTHER), address_word(&ME)], &data)
}

#[test]
fn three_topics_are_a_token_and_four_a_collectible() {
    let token = read_log(1, &sent(9)).unwrap().remove(0);
    assert_eq!((token.asset.kind, token.from, token.to, token.amount), (AssetKind::Erc20, ME, OTHER, U256::from(9)));
    assert_eq!(token.id, keccak256(&[&[8; 32], &[0, 0, 0, 5]]));
    let topics = [address_word(&OTHER), address_word(&ME), word(77)];
    let collectible = read_log(1, &log("Transfer(address,address,uint256)", &topics, &[])).unwrap().remove(0);
    assert_eq!((collectible.asset.kind, collectible.asset.token_id), (AssetKind::Erc721, U256::from(77)));
}

#[test]
fn every_item_of_a_batch_moves_and_has_its_own_id() {
    let moved = read_log(1, &batch(&[(10, 1), (11, 0), (12, 3)])).unwrap();
    let items: Vec<_> = moved.iter().map(|moved| (moved.asset.token_id, moved.amount)).collect();
    assert_eq!(items, [(U256::from(10), U256::from(1)), (U256::from(12), U256::from(3))]);
    assert_eq!(moved[1].id, keccak256(&[&[8; 32], &[0, 2, 0, 5]]));
}

#[test]
fn a_log_that_is_too_large_or_malformed_is_refused_alone() {
    let many: Vec<_> = (0..=u64::try_from(MOST_ITEMS).unwrap()).map(|id| (id, 1)).collect();
    let mut dirty = sent(1);
    dirty.topics[1][0] = 1;
    let mut long = sent(1);
    long.data.push(0);
    let undone = EventLog { is_removed: true, ..sent(1) };
    let early = EventLog { block_number: 6, ..sent(1) };
    let other = log("Approval(address,address,uint256)", &[], &[]);
    let endless = EventLog { data: [word(64), word(96), [0xff; 32]].concat(), ..batch(&[]) };
    let mut logs = vec![batch(&many), dirty, long, undone, early, other, endless, sent(4), sent(4)];
    for (log, index) in logs.iter_mut().zip(0..) {
        log.log_index = index;
    }
    logs.push(sent(4));
    logs.last_mut().unwrap().log_index = 8;
    let read = read_logs(1, &accounts(), BlockRange { first: 7, last: 7 }, &logs);
    assert_eq!(read.movements.len(), 2, "each of the two good ones once");
    let errors: Vec<_> = read.refused.iter().map(|refused| refused.error).collect();
    let (malformed, many) = (LogError::Malformed, LogError::TooManyItems);
    let rest = [LogError::Undone, LogError::OtherBlock, LogError::OtherEvent, many];
    assert_eq!(errors, [&[many, malformed, malformed][..], &rest].concat());
}

#[test]
fn what_is_of_nobody_here_and_what_is_nothing_is_left_out() {
    assert_eq!(read_log(1, &sent(0)), Ok(Vec::new()));
    let range = BlockRange { first: 0, last: 9 };
    assert_eq!(read_logs(1, &BTreeSet::from([TOKEN]), range, &[sent(1)]), ReadLogs::default());
    assert!(log_filters(&BTreeSet::new(), range).is_empty());
    assert_eq!(log_filters(&accounts(), range).len(), 3);
}

proptest! {
    #[test]
    fn any_cut_or_lengthened_batch_is_refused(
        items in proptest::collection::vec((0..9_u64, 1..9_u64), 0..5), cut in 1..300_usize, is_longer: bool,
    ) {
        let mut log = batch(&items);
        prop_assert_eq!(read_log(1, &log).unwrap().len(), items.len());
        let length = if is_longer { log.data.len() + cut } else { log.data.len().saturating_sub(cut) };
        log.data.resize(length, 0);
        prop_assert_eq!(read_log(1, &log), Err(LogError::Malformed));
    }
}
