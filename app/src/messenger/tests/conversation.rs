//! Two people find each other and talk.

use status_domain::chat;
use status_domain::contact;
use status_domain::crypto::PublicKey;
use status_domain::messaging::Outcome;
use status_ports::OutgoingStatus;
use tokio::time::Instant;

use super::world::{Process, World};

impl Process {
    pub(super) async fn say(&self, to: &Self, text: &str) -> String {
        self.say_to(to.me, text).await
    }

    pub(super) async fn say_to(&self, key: PublicKey, text: &str) -> String {
        let words = text.to_owned();
        let said = self.messenger.command(move |context| chat::send_one_to_one_message(context, &key, &words));
        id_of(&said.await.unwrap(), text)
    }

    pub(super) async fn ask(&self, to: &Self, text: &str) -> String {
        let (key, words) = (to.me, text.to_owned());
        let asked = self.messenger.command(move |context| contact::send_contact_request(context, &key, &words));
        id_of(&asked.await.unwrap(), text)
    }

    pub(super) async fn accept(&self, id: &str) {
        let id = id.to_owned();
        let accepted = self.messenger.command(move |context| contact::accept_contact_request(context, &id));
        accepted.await.unwrap();
    }

    /// Becomes a contact of somebody, and lets all that follows from it settle.
    pub(super) async fn befriend(&mut self, other: &mut Self) {
        let request = self.ask(other, "let us talk").await;
        other.hear("let us talk").await;
        other.accept(&request).await;
        self.until_delivered(&request).await;
        let id = other.say(self, "gladly").await;
        self.hear("gladly").await;
        other.until_delivered(&id).await;
        tokio::time::sleep(std::time::Duration::from_secs(20)).await;
    }
}

fn id_of(outcome: &Outcome, text: &str) -> String {
    outcome.messages.values().find(|message| message.text == text).unwrap().id.clone()
}

#[tokio::test(start_paused = true)]
async fn strangers_become_contacts_and_talk() {
    let mut world = World::new();
    let (alice, bobby) = (world.person("alice"), world.person("bobby"));
    let (mut alice, mut bobby) = (world.start(&alice).await, world.start(&bobby).await);
    alice.dial(&bobby).await;
    let begin = Instant::now();

    let request = alice.ask(&bobby, "hello, it is me").await;
    assert_eq!(bobby.hear("hello, it is me").await, request);
    alice.until_delivered(&request).await;
    bobby.accept(&request).await;
    loop {
        alice.next("messages.new").await;
        let (alice_sees, bobby_sees) = (alice.contact(&bobby.me).await, bobby.contact(&alice.me).await);
        if contact::ContactRequests::is_mutual(&alice_sees) && contact::ContactRequests::is_mutual(&bobby_sees) {
            assert_eq!((&*alice_sees.display_name, &*bobby_sees.display_name), ("bobby-node", "alice-node"));
            break;
        }
    }

    let first = alice.say(&bobby, "how are you?").await;
    assert_eq!(bobby.hear("how are you?").await, first);
    alice.until_delivered(&first).await;
    assert_eq!(alice.status_of(&first).await, Some(OutgoingStatus::Delivered));
    let second = bobby.say(&alice, "fine").await;
    assert_eq!(alice.hear("fine").await, second);
    bobby.until_delivered(&second).await;
    assert!(begin.elapsed().as_millis() < 1000, "took {:?}", begin.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_message_is_on_the_network_before_it_is_delivered_and_nobody_waits() {
    let mut world = World::new();
    let (alice, bobby) = (world.person("alice"), world.person("bobby"));
    let (mut alice, mut bobby) = (world.start(&alice).await, world.start(&bobby).await);
    alice.dial(&bobby).await;
    alice.befriend(&mut bobby).await;

    let begin = Instant::now();
    let id = alice.say(&bobby, "now").await;
    let sent = alice.next("envelope.sent").await;
    assert_eq!(sent["ids"], serde_json::json!([id]));
    assert_eq!(sent["hash"], format!("0x{}", "0".repeat(64)));
    bobby.hear("now").await;
    alice.until_delivered(&id).await;
    assert_eq!(begin.elapsed().as_millis(), 0);
}
