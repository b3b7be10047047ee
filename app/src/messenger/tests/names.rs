//! Names that people say they have.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::json;
use status_domain::chat::{self, NewMessage};
use status_domain::identity::public_key_text;

use super::world::{Process, World};

impl Process {
    async fn say_as(&self, to: &Self, name: &str) {
        let message = NewMessage {
            chat_id: public_key_text(&to.me),
            text: format!("I am {name}"),
            content_type: 1,
            ens_name: name.to_owned(),
            ..NewMessage::default()
        };
        self.messenger.command(move |context| chat::send_message(context, message)).await.unwrap();
    }

    /// Waits until the client is told of a contact with this name; gives whether it counts.
    async fn told_of(&mut self, name: &str) -> bool {
        loop {
            let event = self.next("messages.new").await;
            let contact = event["contacts"].as_array().into_iter().flatten().find(|contact| contact["name"] == name);
            if let Some(contact) = contact {
                assert_eq!(event["messages"], json!(null), "nothing else changed");
                return contact["ensVerified"] == true;
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_name_is_asked_of_the_chain_and_the_client_told_what_it_says() {
    let mut world = World::new();
    let [alice, bobby] = ["alice", "bobby"].map(|name| world.person(name));
    let (mut alice, mut bobby) = (world.start(&alice).await, world.start(&bobby).await);
    alice.dial(&bobby).await;
    alice.befriend(&mut bobby).await;
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert_eq!(world.names.questions.load(Ordering::SeqCst), 0, "nobody has a name");
    *world.names.owners.lock().unwrap() = Some(BTreeMap::from([("bobby.eth".to_owned(), bobby.me)]));

    bobby.say_as(&alice, "bobby.eth").await;
    assert!(alice.told_of("bobby.eth").await);
    bobby.say_as(&alice, "carol.eth").await;
    assert!(!alice.told_of("carol.eth").await);
    assert_eq!(alice.contact(&bobby.me).await.ens_name, "carol.eth");
    // She gets the name later.
    world.names.owners.lock().unwrap().as_mut().unwrap().insert("carol.eth".to_owned(), bobby.me);
    assert!(alice.told_of("carol.eth").await);
    let asked = world.names.questions.load(Ordering::SeqCst);
    tokio::time::sleep(Duration::from_secs(24 * 3600)).await;
    assert_eq!(world.names.questions.load(Ordering::SeqCst), asked, "what is known is not asked again");
}

#[tokio::test(start_paused = true)]
async fn while_the_chain_is_away_nothing_counts_against_a_name() {
    let mut world = World::new();
    let [alice, bobby] = ["alice", "bobby"].map(|name| world.person(name));
    let (mut alice_now, mut bobby) = (world.start(&alice).await, world.start(&bobby).await);
    alice_now.dial(&bobby).await;
    alice_now.befriend(&mut bobby).await;
    bobby.say_as(&alice_now, "bobby.eth").await;
    tokio::time::sleep(Duration::from_secs(7 * 24 * 3600)).await;
    let asked = world.names.questions.load(Ordering::SeqCst);
    assert!((7 * 24 - 2..=7 * 24 + 8).contains(&asked), "once an hour, not {asked} times");
    assert_eq!(alice_now.contact(&bobby.me).await.ens_name, "");

    // The wish to know it survives the process.
    alice_now.crash().await;
    *world.names.owners.lock().unwrap() = Some(BTreeMap::from([("bobby.eth".to_owned(), bobby.me)]));
    let mut alice = world.start(&alice).await;
    assert!(alice.told_of("bobby.eth").await);
}
