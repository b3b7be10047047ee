use status_domain::wallet::execution::Label;
use status_ports::MultiTransactionRecord;

use super::super::{SignatureParts, Signatures, digest_text};
use super::world::{BOBBY, CHAIN, World, alice, key, request};

fn multi_transaction() -> MultiTransactionRecord {
    MultiTransactionRecord {
        id: 0,
        timestamp: 0,
        from_network_id: 0,
        to_network_id: 0,
        from_tx_hash: [0; 32],
        to_tx_hash: [0; 32],
        from_address: alice(),
        to_address: BOBBY,
        from_asset: "ETH".into(),
        to_asset: String::new(),
        from_amount: None,
        to_amount: None,
        kind: 0,
        cross_tx_id: String::new(),
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_not_built_is_not_sent() {
    let world = World::new();
    let error = world.execution.build_route("a", alice(), &[]).await.unwrap_err();
    assert_eq!(error.to_string(), r#"{"code":"WT-001","details":"no generated route"}"#);
    let error = world.execution.send_route("a", &Signatures::new(), multi_transaction()).await.unwrap_err();
    assert_eq!(error.to_string(), r#"{"code":"WT-002","details":"no transactions being built"}"#);
    assert_eq!(world.rows().await, []);
}

#[tokio::test(start_paused = true)]
async fn transactions_of_one_account_that_are_built_together_follow_each_other() {
    let world = World::new();
    world.send(request(1)).await.unwrap();
    let first = world.execution.prepare(CHAIN, request(2), Label::default(), None).await.unwrap();
    let second = world.execution.prepare(CHAIN, request(3), Label::default(), Some(&first)).await.unwrap();
    assert_eq!((first.transaction.nonce, second.transaction.nonce), (1, 2));
    assert_ne!(digest_text(&first), digest_text(&second));
    // What is signed elsewhere is signed as it was built.
    let signed = first.transaction.clone().sign(&key());
    let bytes = signed.signature().to_bytes();
    let parts = SignatureParts {
        r: hex::encode(&bytes[..32]),
        s: hex::encode(&bytes[32..64]),
        v: format!("{:02x}", bytes[64]),
    };
    let signature = status_domain::wallet::execution::signature_of_parts(&parts.r, &parts.s, &parts.v).unwrap();
    let sent = world.execution.send_one(first, super::super::Signer::Signatures(vec![signature])).await.unwrap();
    assert_eq!(sent, signed.hash());
}
