use super::*;

fn finality(now: u64) -> Finality {
    Finality { now, layer_2: BTreeSet::from([10]), final_blocks: BTreeMap::new() }
}

fn kind_of(transfer: &Transfer) -> ActivityType {
    entry_of_transfer(transfer, &finality(0)).activity_type
}

#[test]
fn a_transfer_is_what_the_account_did() {
    assert_eq!(kind_of(&transfer(ME, OTHER, 5)), ActivityType::Send);
    assert_eq!(kind_of(&transfer(OTHER, ME, 5)), ActivityType::Receive);
    let new = transfer([0; 20], ME, 5);
    assert_eq!(kind_of(&new), ActivityType::Receive);
    assert_eq!(kind_of(&Transfer { is_issue: true, ..new.clone() }), ActivityType::Mint);
    let asset = Asset { kind: AssetKind::Erc721, ..new.asset };
    assert_eq!(kind_of(&Transfer { asset, ..new }), ActivityType::Mint);
    let created =
        Transfer { asset: Asset::native(1), to: None, created_contract: Some(TOKEN), ..transfer(ME, OTHER, 5) };
    assert_eq!(kind_of(&created), ActivityType::ContractDeployment);
}

#[test]
fn a_block_stays_when_it_is_old_enough_or_the_chain_says_so() {
    let old = transfer(ME, OTHER, 1_000);
    let status = |finality: &Finality| entry_of_transfer(&old, finality).status;
    assert_eq!(status(&finality(1_959)), ActivityStatus::Complete);
    assert_eq!(status(&finality(1_960)), ActivityStatus::Finalized);
    assert_eq!(status(&Finality { final_blocks: BTreeMap::from([(1, 7)]), ..finality(0) }), ActivityStatus::Finalized);
    assert!(!finality(648_999).is_final(10, 7, 1_000) && finality(649_000).is_final(10, 7, 1_000));
}

#[test]
fn a_multi_transaction_is_as_far_as_its_parts() {
    let record = MultiTransactionRecord {
        id: 1,
        timestamp: 5,
        from_network_id: 1,
        to_network_id: 0,
        from_tx_hash: [0; 32],
        to_tx_hash: [0; 32],
        from_address: ME,
        to_address: OTHER,
        from_asset: "ETH".to_owned(),
        to_asset: "ETH".to_owned(),
        from_amount: Some(U256::from(3)),
        to_amount: None,
        kind: 3,
        cross_tx_id: String::new(),
    };
    let entry = |parts| entry_of_multi_transaction(&record, parts, (None, None), &finality(6)).unwrap();
    let parts = PartStatus::default();
    assert_eq!(entry(parts).status, ActivityStatus::Pending);
    assert_eq!(entry(parts).activity_type, ActivityType::Approve);
    assert_eq!(entry(parts).chain_id_in, None);
    let succeeded = PartStatus { has_succeeded: true, ..parts };
    assert_eq!(entry(succeeded).status, ActivityStatus::Complete);
    assert_eq!(entry(PartStatus { is_final: true, ..succeeded }).status, ActivityStatus::Finalized);
    assert_eq!(entry(PartStatus { has_pending: true, ..succeeded }).status, ActivityStatus::Pending);
    assert_eq!(entry(PartStatus { has_failed: true, ..succeeded }).status, ActivityStatus::Failed);
    let unknown = MultiTransactionRecord { kind: 9, ..record.clone() };
    assert!(entry_of_multi_transaction(&unknown, parts, (None, None), &finality(6)).is_err());
}

#[test]
fn of_the_native_currency_what_moved_is_kept() {
    let transaction = ChainTransaction {
        hash: [4; 32],
        from: OTHER,
        to: Some(ME),
        nonce: 0,
        value: U256::from(2),
        input: Vec::new(),
        gas_limit: 21_000,
        gas_price: None,
        max_fee_per_gas: None,
        max_priority_fee_per_gas: None,
        kind: 2,
        block_number: Some(7),
        block_hash: Some([7; 32]),
    };
    let receipt = TransactionReceipt {
        transaction_hash: [4; 32],
        block_number: 7,
        block_hash: [7; 32],
        transaction_index: 0,
        is_success: true,
        gas_used: 21_000,
        effective_gas_price: U256::from(1),
        contract_address: None,
        from: OTHER,
        to: Some(ME),
        logs: Vec::new(),
        l1_fee: None,
    };
    let found = |transaction: &ChainTransaction, receipt: &TransactionReceipt| {
        native_transfers(1, &accounts(), transaction, receipt, 5)
    };
    assert_eq!(found(&transaction, &receipt).unwrap().len(), 1);
    let failed = TransactionReceipt { is_success: false, ..receipt.clone() };
    assert_eq!(found(&transaction, &failed), Ok(Vec::new()), "who gets nothing is not told");
    let call = ChainTransaction { value: U256::ZERO, ..transaction.clone() };
    assert_eq!(found(&call, &receipt), Ok(Vec::new()), "paying for gas is no transfer");
    let other = TransactionReceipt { block_hash: [6; 32], ..receipt };
    assert_eq!(found(&transaction, &other), Err(TransferError::OtherReceipt));
}

#[test]
fn filters_restrict_as_they_say() {
    let entry = entry_of_transfer(&transfer(OTHER, ME, 100), &finality(0));
    let matches = |filter: Filter| filter.matches(&entry);
    let none = Filter::default;
    assert!(none().is_empty() && matches(none()));
    assert!(matches(Filter { period: Period { start: 100, end: 100 }, ..none() }));
    assert!(!matches(Filter { period: Period { start: 101, end: 0 }, ..none() }));
    assert!(!matches(Filter { types: BTreeSet::from([ActivityType::Send]), ..none() }));
    assert!(matches(Filter { counterparties: BTreeSet::from([OTHER]), ..none() }));
    assert!(!matches(Filter { counterparties: BTreeSet::from([ME]), ..none() }));
    assert!(!matches(Filter { assets: BTreeSet::from([Asset::native(1)]), ..none() }));
    assert!(matches(Filter { assets: entry.token_in.into_iter().collect(), ..none() }));
    assert!(!matches(Filter { filter_out_assets: true, ..none() }));
    assert!(matches(Filter { filter_out_collectibles: true, ..none() }));
}

#[test]
fn a_symbol_counts_only_where_the_token_is_not_known() {
    let wanted = Filter {
        assets: BTreeSet::from([Asset { kind: AssetKind::Erc20, contract: TOKEN, ..Asset::native(1) }]),
        asset_symbols: BTreeSet::from(["AUSDC".to_owned()]),
        ..Filter::default()
    };
    let mut entry = entry_of_transfer(&transfer(OTHER, ME, 100), &finality(0));
    entry.symbol_in = Some("aUSDC".to_owned());
    assert!(wanted.matches(&entry));
    entry.token_in = Some(Asset { kind: AssetKind::Erc20, contract: OTHER, ..Asset::native(1) });
    assert!(!wanted.matches(&entry), "another one that calls itself so");
    entry.token_in = None;
    assert!(wanted.matches(&entry));
}

#[test]
fn tokens_are_issued_by_functions_that_are_known_for_it_and_by_what_communities_log() {
    let lines = include_str!("../../../../data/mint-selectors.txt").lines().filter(|line| !line.starts_with('#'));
    let selectors: BTreeSet<Vec<u8>> = lines.map(|line| hex::decode(line).unwrap()).collect();
    assert_eq!(selectors.len(), 980);
    assert!(selectors.iter().all(|selector| is_issue(&[&selector[..], &[7; 32]].concat(), &[])));
    for signature in ["mint(address,uint256)", "mintToken(address,uint256)", "mint(address,uint256,bytes)"] {
        assert!(is_issue(&keccak256(&[signature.as_bytes()])[..4], &[]), "{signature}");
    }
    assert!(!is_issue(&keccak256(&[b"transfer(address,uint256)"])[..4], &[sent(1)]) && !is_issue(&[], &[]));
    let event = hex::decode("28c427b0611d99da5c4f7368abe57e86b045b483c4689ae93e90745802335b87").unwrap();
    let logged = EventLog { topics: vec![event.try_into().unwrap()], ..sent(1) };
    assert!(is_issue(&[], &[sent(1), logged]));
}
