//! What clients are told besides.

use std::collections::BTreeSet;

use serde_json::json;
use status_domain::identity::checksum_address;
use status_domain::settings::NotificationSetting;
use status_domain::wallet::activity::{Filter, Scope};
use status_ports::{ChainError, ProfileStoreExt as _, StorageError};

use super::world::{ALICE, BOB, CHAIN, World, stranger_address, text};

impl World {
    async fn show_payments(&self, is_wanted: bool) {
        let record = NotificationSetting::Payments.write(&is_wanted.into()).unwrap();
        let save = move |stores: &mut dyn status_ports::ProfileTransaction| stores.save_settings(&[record]);
        self.test.wallet.profile().transact::<_, StorageError, _>(save).await.unwrap();
    }

    /// What was told of balances over time: how it went, of whom, and with which words.
    fn history(&mut self) -> Vec<(String, serde_json::Value, String)> {
        let events = self.events_of("wallet").into_iter();
        let told = events.filter_map(|event| {
            let kind = event["type"].as_str()?.strip_prefix("wallet-balance-history-update-")?.to_owned();
            Some((kind, event["accounts"].clone(), event["message"].as_str()?.to_owned()))
        });
        told.collect()
    }
}

#[tokio::test(start_paused = true)]
async fn what_accounts_had_is_told_to_become_known_and_to_be_known() {
    let mut world = World::new(&[ALICE, BOB]).await;
    world.pay(ALICE, 1).await;
    world.start().await;
    let of = |kind: &str, account| (kind.to_owned(), json!([text(account)]), String::new());
    assert_eq!(world.history(), [of("started", ALICE), of("started", BOB), of("finished", ALICE), of("finished", BOB)]);
    world.pay(ALICE, 1).await;
    world.rest().await;
    assert_eq!(world.history(), [], "it was known");
}

#[tokio::test(start_paused = true)]
async fn what_accounts_had_is_told_not_to_become_known_while_a_chain_fails() {
    let mut world = World::new(&[ALICE]).await;
    let error = ChainError::Rpc { code: -32000, message: "out of order".to_owned(), data: String::new() };
    world.chain.fail_method("eth_getLogs", Some(error));
    world.start().await;
    let nobody = json!([text([0; 20])]);
    let told = world.history();
    assert_eq!(told[0], ("started".to_owned(), json!([text(ALICE)]), String::new()));
    assert_eq!(told[1..], [("finished-with-error".to_owned(), nobody, "out of order".to_owned())]);
    world.chain.fail_method("eth_getLogs", None);
    world.chain.mine();
    world.rest().await;
    assert_eq!(world.history(), [("finished".to_owned(), json!([text(ALICE)]), String::new())]);
}

#[tokio::test(start_paused = true)]
async fn whoever_follows_the_activity_has_transfers_looked_for() {
    let world = World::new(&[ALICE]).await;
    let scope = Scope { addresses: BTreeSet::from([ALICE]), chains: BTreeSet::from([CHAIN]) };
    world.test.wallet.start_activity_session(scope, Filter::default(), 5).unwrap();
    world.pay(ALICE, 1).await;
    world.rest().await;
    assert_eq!(world.amounts().await, [(ALICE, 1)]);
}

#[tokio::test(start_paused = true)]
async fn payments_of_now_are_shown_if_that_is_wanted() {
    let mut world = World::new(&[ALICE, BOB]).await;
    world.pay(ALICE, 1).await;
    world.show_payments(true).await;
    world.start().await;
    assert_eq!(world.events_of("local-notifications"), Vec::<serde_json::Value>::new(), "it was before");
    let paid = world.pay(ALICE, 5).await;
    world.rest().await;
    let mut shown = world.events_of("local-notifications");
    assert_eq!(shown.len(), 1);
    let account = shown[0]["body"].as_object_mut().unwrap().remove("toAccount").unwrap();
    assert_eq!(
        (&account["address"], &account["mixedcase-address"]),
        (&json!(text(ALICE)), &json!(checksum_address(&ALICE)))
    );
    assert_eq!(
        shown[0],
        json!({
            "id": format!("0x{}", hex::encode(paid)),
            "body": {
                "state": "inbound", "from": text(stranger_address()), "to": text(ALICE), "value": "0x5",
                "erc20": false, "contract": text([0; 20]), "network": CHAIN,
            },
            "bodyType": "transaction", "category": "transaction",
            "deepLink": format!("status-app://wallet/{}", checksum_address(&ALICE)),
            "notificationAuthor": {"id": "", "icon": "", "name": ""},
        })
    );
    world.move_tokens(ALICE, BOB, 7).await;
    world.rest().await;
    let shown = world.events_of("local-notifications");
    let mut states: Vec<_> = shown.iter().map(|shown| shown["body"]["state"].as_str().unwrap()).collect();
    states.sort_unstable();
    assert_eq!(states, ["inbound", "outbound"], "of both accounts");
    for shown in &shown {
        let body = &shown["body"];
        assert_eq!((&body["erc20"], &body["fromAccount"]["address"]), (&json!(true), &json!(text(ALICE))));
        assert_eq!((&body["to"], &body["toAccount"]["address"]), (&json!(text(BOB)), &json!(text(BOB))));
    }
    world.show_payments(false).await;
    world.pay(ALICE, 5).await;
    world.rest().await;
    assert_eq!(world.events_of("local-notifications").len(), 0);
}
