use std::collections::BTreeMap;

use proptest::prelude::*;
use status_memory::{MemoryTransaction, SeededEntropy};
use status_ports::{EnvelopeStore as _, OutboxStore as _, Priority, SettingRecord, SettingsStore as _};
use status_proto::status::application_metadata_message::Type;

use super::send::Retention;
use super::*;
use crate::crypto::sha256;
use crate::envelope::topic::{ContentTopic, names};
use crate::envelope::{ApplicationMessage, waku_message, waku_payload};
use crate::identity::CustomizationColor;
use crate::messaging::{Audience, Context, Delivery, OutgoingMessage};
use crate::profile::OwnPictures;
use crate::{chat, contact};

mod acquaintances;
mod datasync;

const NOW: u64 = 1_700_000_000_000;
const ALL: Allowance =
    Allowance { person_waits: true, machines: true, turn_of_machines: false, contact_code: None, status_update: false };

struct Person {
    key: PrivateKey,
    transport: Transport,
    stores: MemoryTransaction,
    entropy: SeededEntropy,
    now: u64,
}

impl Person {
    fn new(seed: u64) -> Self {
        let key = PrivateKey::generate(&mut SeededEntropy::new(seed));
        let mut stores = MemoryTransaction::new();
        stores.save_settings(&[SettingRecord { name: "display-name".into(), value: "\"somebody\"".into() }]).unwrap();
        let transport = Transport::new(key.clone(), &format!("device {seed}"));
        Self { key, transport, stores, entropy: SeededEntropy::new(seed + 1000), now: NOW }
    }

    fn public_key(&self) -> PublicKey {
        self.key.public_key()
    }

    fn with<T>(&mut self, work: impl FnOnce(&mut Transport, &mut Context<'_>) -> T) -> T {
        let mut context = Context {
            stores: &mut self.stores,
            identity: &self.key,
            me: self.key.public_key(),
            customization_color: CustomizationColor::default(),
            pictures: OwnPictures::none(),
            now: self.now,
            entropy: &mut self.entropy,
        };
        work(&mut self.transport, &mut context)
    }

    /// Runs a command as an application does.
    fn command<E: core::fmt::Debug>(&mut self, decide: impl FnOnce(&mut Context<'_>) -> Result<Outcome, E>) -> Outcome {
        self.with(|transport, context| {
            let outcome = decide(context).unwrap();
            transport.follow(&outcome);
            transport.queue(context, &outcome.outgoing).unwrap();
            outcome
        })
    }

    fn say(&mut self, to: &PublicKey, text: &str) {
        self.command(|context| chat::send_one_to_one_message(context, to, text));
    }

    fn next(&mut self, allowance: Allowance) -> Next {
        self.with(|transport, context| transport.next(context, allowance)).unwrap()
    }

    /// Publishes all that may be published.
    fn publish(&mut self) -> Vec<RawMessage> {
        let mut out = Vec::new();
        while let Some(envelope) = self.next(ALL).envelope {
            self.with(|transport, context| transport.published(context, &envelope, 1)).unwrap();
            out.push(RawMessage::new(envelope.pubsub_topic, envelope.message));
        }
        out
    }

    fn receive(&mut self, batch: &[RawMessage]) -> Received {
        self.with(|transport, context| transport.receive(context, batch)).unwrap()
    }

    /// Deriving keys is slow without optimisation. Any key will do, if both sides have the same.
    fn know_key(&mut self, name: &str) {
        self.stores.save_symmetric_key(name, &sha256(&[name.as_bytes()])).unwrap();
    }
}

fn raw(topic: &str, bytes: Vec<u8>) -> RawMessage {
    RawMessage::new(topic.to_owned(), bytes)
}

/// Bytes of somebody for somebody else, as they come when no topic is agreed.
fn to_partitioned(from: &mut Person, to: &Person, data: &[u8], timestamp_ns: i64) -> RawMessage {
    let payload = waku_payload::seal_asymmetric(data, Some(&from.key), &to.public_key(), &mut from.entropy).unwrap();
    let topic = ContentTopic::of_name(&names::partitioned(&to.public_key()));
    raw("/waku/2/rs/16/32", waku_message::encode(&waku_message::compose(topic, payload, timestamp_ns, false)))
}

fn now_ns() -> i64 {
    i64::try_from(NOW).unwrap() * 1_000_000
}

fn only_refusal(received: &Received) -> String {
    assert_eq!((received.handled, received.refusals.len()), (0, 1), "{received:?}");
    received.refusals[0].to_string()
}

/// Two people who are contacts and have agreed on a topic. Their outboxes are empty.
fn contacts() -> (Person, Person) {
    let (mut alice, mut bobby) = (Person::new(1), Person::new(2));
    let negotiated = sha256(&[b"negotiated"]);
    for (person, other) in [(&mut alice, Person::new(2)), (&mut bobby, Person::new(1))] {
        let name = names::negotiated_filter(&other.public_key());
        person.stores.save_symmetric_key(&name, &negotiated).unwrap();
    }
    let key = bobby.public_key();
    let asked = alice.command(|context| contact::send_contact_request(context, &key, "hello"));
    let id = asked.outgoing.iter().find(|message| message.kind == Type::ChatMessage).unwrap().id.clone();
    bobby.receive(&alice.publish());
    bobby.command(|context| contact::accept_contact_request(context, &id));
    for _ in 0..3 {
        alice.receive(&bobby.publish());
        bobby.receive(&alice.publish());
    }
    assert!(alice.publish().is_empty() && bobby.publish().is_empty());
    (alice, bobby)
}

mod ahead;

#[test]
fn messages_to_one_person_share_an_envelope_and_its_acknowledgement_too() {
    let (mut alice, mut bobby) = contacts();
    let key = bobby.public_key();
    for number in 0..50 {
        alice.say(&key, &format!("message {number}"));
    }
    let envelopes = alice.publish();
    assert_eq!(envelopes.len(), 1);
    let received = bobby.receive(&envelopes);
    assert_eq!(received.outcome.messages.len(), 50);
    assert!(received.wants_to_send);
    let answers = bobby.publish();
    assert_eq!(answers.len(), 1);
    let received = alice.receive(&answers);
    assert_eq!(received.delivered.len(), 50);
    assert_eq!(received.delivered[0].chat_id, crate::identity::public_key_text(&key));
    assert!(alice.publish().is_empty());
}

#[test]
fn machines_chatter_is_not_made_before_it_may_leave() {
    let (mut alice, mut bobby) = contacts();
    let key = bobby.public_key();
    let people_only = Allowance {
        person_waits: false,
        machines: false,
        turn_of_machines: false,
        contact_code: None,
        status_update: false,
    };
    for text in ["one", "two"] {
        alice.say(&key, text);
        bobby.receive(&alice.publish());
        assert_eq!(bobby.next(people_only).envelope, None);
    }
    // The acknowledgements of both, together, and with what a person says.
    bobby.say(&alice.public_key(), "three");
    let envelope = bobby.next(Allowance { person_waits: true, ..people_only }).envelope.unwrap();
    assert_eq!(envelope.priority, Priority::High);
    assert_eq!(envelope.message_ids.len(), 1);
    let received = alice.receive(&[raw(&envelope.pubsub_topic, envelope.message)]);
    assert_eq!(received.delivered.len(), 2);
}

#[test]
fn when_people_talk_without_end_machines_have_their_turn_behind_them() {
    let (mut alice, mut bobby) = contacts();
    let crowd = Allowance {
        person_waits: true,
        machines: false,
        turn_of_machines: false,
        contact_code: None,
        status_update: false,
    };
    bobby.say(&Person::new(3).public_key(), "to somebody else");
    assert_eq!(bobby.next(crowd).envelope.unwrap().priority, Priority::High);
    alice.say(&bobby.public_key(), "got that?");
    bobby.receive(&alice.publish());
    bobby.next(crowd);
    bobby.next(Allowance { turn_of_machines: true, ..crowd });
    let envelopes: Vec<_> = std::iter::from_fn(|| {
        let envelope = bobby.next(crowd).envelope?;
        bobby.with(|transport, context| transport.published(context, &envelope, 1).unwrap());
        Some(envelope)
    })
    .collect();
    assert!(envelopes.len() >= 2 && envelopes.iter().all(|envelope| envelope.priority == Priority::High));
    let envelope = envelopes.into_iter().next_back().unwrap();
    assert_eq!(alice.receive(&[raw(&envelope.pubsub_topic, envelope.message)]).delivered.len(), 1);
}

#[test]
fn a_message_is_on_the_network_when_its_last_envelope_is() {
    let (mut alice, bobby) = contacts();
    let key = bobby.public_key();
    alice.say(&key, "hello");
    let envelope = alice.next(ALL).envelope.unwrap();
    let another = alice.stores.enqueue_envelope(&envelope).unwrap();
    let sent = alice.with(|transport, context| transport.published(context, &envelope, 1)).unwrap();
    assert_eq!(sent, [""; 0]);
    let last = alice.next(ALL).envelope.unwrap();
    assert_eq!(last.id, another);
    let sent = alice.with(|transport, context| transport.published(context, &last, 1)).unwrap();
    assert_eq!(sent, last.message_ids);
}

#[test]
fn a_message_larger_than_the_network_takes_goes_in_segments() {
    let (mut alice, mut bobby) = contacts();
    let recipient = bobby.public_key();
    let bytes = ApplicationMessage::wrap(Type::ChatIdentity, vec![0xff; 2_000_000], &alice.key);
    let message = OutgoingMessage {
        id: "0x01".into(),
        kind: Type::ChatIdentity,
        audience: Audience::Person(recipient),
        bytes,
        delivery: Delivery::Once,
    };
    alice.with(|transport, context| transport.queue(context, &[message])).unwrap();
    let envelopes = alice.publish();
    assert_eq!(envelopes.len(), 3);
    assert!(envelopes.iter().all(|envelope| envelope.bytes.len() < MAX_MESSAGE_BYTES));
    let first = bobby.receive(&envelopes[..2]);
    assert_eq!((first.handled, first.refusals.len()), (2, 0));
    // Whole now; what is inside is another matter.
    let last = bobby.receive(&[envelopes[2].clone(), envelopes[0].clone()]);
    let refusals: Vec<_> = last.refusals.iter().map(ToString::to_string).collect();
    assert_eq!(refusals, ["refused: malformed payload", "handled before"]);
}

#[test]
fn a_repeated_message_is_handled_once() {
    let (mut alice, mut bobby) = contacts();
    let key = bobby.public_key();
    alice.say(&key, "once");
    let envelopes = alice.publish();
    assert_eq!(bobby.receive(&envelopes).outcome.messages.len(), 1);
    assert_eq!(only_refusal(&bobby.receive(&envelopes)), "handled before");
    // The same payload under another time is another Waku message, but the key is used up.
    let again = restamp(envelopes[0].bytes.clone(), NOW + 60_000);
    assert_ne!(again, envelopes[0].bytes);
    let received = bobby.receive(&[raw(&envelopes[0].pubsub_topic, again)]);
    assert!(only_refusal(&received).starts_with("undecryptable: "), "{received:?}");
}

#[test]
fn what_was_published_before_a_crash_and_again_after_it_arrives_once() {
    for pause in [1_000, 3_600_000] {
        let (mut alice, mut bobby) = contacts();
        alice.say(&bobby.public_key(), "once");
        // Published, but the process ends before that is written down.
        let envelope = alice.next(ALL).envelope.unwrap();
        let first = bobby.receive(&[raw(&envelope.pubsub_topic, restamp(envelope.message.clone(), NOW))]);
        assert_eq!(first.outcome.messages.len(), 1);
        alice.transport = Transport::new(alice.key.clone(), "device 1");
        alice.now += pause;
        bobby.now += pause;
        let again = alice.next(Allowance {
            person_waits: false,
            machines: false,
            turn_of_machines: false,
            contact_code: None,
            status_update: false,
        });
        let again = again.envelope.unwrap();
        assert_eq!(again, envelope);
        let second = bobby.receive(&[raw(&again.pubsub_topic, restamp(again.message.clone(), alice.now))]);
        assert!(second.outcome.shows_nothing());
        assert_eq!(second.refusals.len(), 1);
        // And the two go on.
        alice.receive(&bobby.publish());
        alice.say(&bobby.public_key(), "and on");
        let rest = bobby.receive(&alice.publish());
        assert_eq!(rest.outcome.messages.len(), 1, "{rest:?}");
    }
}

#[test]
fn what_is_wrong_with_one_message_concerns_no_other() {
    let (mut alice, mut bobby) = contacts();
    let key = bobby.public_key();
    alice.say(&key, "before");
    let mut batch = alice.publish();
    let poison = ApplicationMessage::wrap(Type::ChatMessage, vec![0xff; 9], &alice.key);
    batch.push(to_partitioned(&mut alice, &bobby, &poison, now_ns()));
    batch.push(raw("nonsense", batch[0].bytes.clone()));
    batch.push(raw("/waku/2/rs/16/32", vec![1, 2, 3]));
    alice.say(&key, "after");
    batch.extend(alice.publish());
    let received = bobby.receive(&batch);
    assert_eq!(received.outcome.messages.len(), 2);
    let refusals: Vec<_> = received.refusals.iter().map(ToString::to_string).collect();
    assert_eq!(refusals, ["refused: malformed payload", "invalid pubsub topic", "malformed Waku message"]);
}

#[test]
fn a_refused_message_of_a_payload_is_acknowledged_with_the_others() {
    let (mut alice, mut bobby) = contacts();
    let recipient = bobby.public_key();
    let bytes = ApplicationMessage::wrap(Type::ChatMessage, vec![0xff; 9], &alice.key);
    let message = OutgoingMessage {
        id: "0x01".into(),
        kind: Type::ChatMessage,
        audience: Audience::Person(recipient),
        bytes,
        delivery: Delivery::Datasync,
    };
    alice.with(|transport, context| transport.queue(context, &[message])).unwrap();
    alice.say(&recipient, "good");
    let received = bobby.receive(&alice.publish());
    assert_eq!((received.handled, received.refusals.len(), received.outcome.messages.len()), (1, 1, 1));
    alice.receive(&bobby.publish());
    alice.now += 100_000;
    assert!(alice.publish().is_empty(), "nothing is repeated");
}

#[test]
fn absurd_times_and_unsigned_payloads_are_refused() {
    let (mut alice, mut bobby) = (Person::new(1), Person::new(2));
    for timestamp in [0, -1, i64::MIN, i64::MAX, now_ns() + 25 * 3600 * 1_000_000_000] {
        let message = to_partitioned(&mut alice, &bobby, b"x", timestamp);
        assert_eq!(only_refusal(&bobby.receive(&[message])), "absurd timestamp", "{timestamp}");
    }
    let topic = ContentTopic::of_name(&names::partitioned(&bobby.public_key()));
    let payload = waku_payload::seal_asymmetric(b"x", None, &bobby.public_key(), &mut alice.entropy).unwrap();
    let message = waku_message::compose(topic, payload, now_ns(), false);
    let received = bobby.receive(&[raw("/waku/2/rs/16/32", waku_message::encode(&message))]);
    assert_eq!(only_refusal(&received), "unsigned payload");
}

#[test]
fn only_its_owner_publishes_a_contact_code_and_who_publishes_it_is_back() {
    let (mut alice, mut bobby) = contacts();
    let name = names::contact_code(&bobby.public_key());
    alice.know_key(&name);
    bobby.know_key(&name);
    let mut mallory = Person::new(3);
    mallory.know_key(&name);
    let forged = mallory.with(|transport, context| {
        transport.seal_public(context, name, b"anything", Vec::new(), Priority::Low, Retention::Kept).unwrap();
        context.stores.next_envelope(NOW).unwrap().unwrap()
    });
    let received = alice.receive(&[raw(&forged.pubsub_topic, forged.message)]);
    assert_eq!(only_refusal(&received), "published in the name of another");

    let key = bobby.public_key();
    alice.say(&key, "lost");
    alice.publish();
    let quiet = alice.next(ALL);
    assert!(quiet.envelope.is_none() && quiet.at.unwrap() > NOW + 20_000);
    let code = bobby.next(Allowance { contact_code: Some(ContactCode::Whole), ..ALL });
    assert!(code.has_contact_code);
    let code = code.envelope.unwrap();
    assert_eq!(code.priority, Priority::Low);
    alice.now += 10_000;
    let received = alice.receive(&[raw(&code.pubsub_topic, code.message)]);
    assert!(received.wants_to_send);
    assert_eq!(received.refusals.len(), 0, "{received:?}");
    assert!(alice.next(ALL).at.unwrap() <= NOW + 11_000);
    alice.now += 1_000;
    assert_eq!(bobby.receive(&alice.publish()).outcome.messages.len(), 1);
}

#[test]
fn who_comes_online_says_so_and_says_it_again_unless_that_is_not_wanted() {
    let ephemeral = |envelopes: &[RawMessage]| -> Vec<bool> {
        envelopes.iter().map(|raw| waku_message::decode(&raw.bytes).unwrap().ephemeral.unwrap_or_default()).collect()
    };
    let (mut alice, mut bobby) = contacts();
    let name = names::contact_code(&bobby.public_key());
    alice.know_key(&name);
    bobby.know_key(&name);
    let online = bobby.next(Allowance { contact_code: Some(ContactCode::Prekeys), ..ALL });
    assert_eq!(online.has_status_update, Some(true));
    let published = bobby.publish();
    assert_eq!(ephemeral(&published), [false, true]);
    let received = alice.receive(&published);
    assert_eq!(received.refusals.len(), 0, "{received:?}");
    assert_eq!(received.outcome.statuses.len(), 1);

    let changed = bobby.next(Allowance { contact_code: Some(ContactCode::Whole), ..ALL });
    assert_eq!(changed.has_status_update, None);
    assert_eq!(ephemeral(&bobby.publish()), [false]);
    let repeated = bobby.next(Allowance { status_update: true, ..ALL });
    assert_eq!(repeated.has_status_update, Some(true));
    assert_eq!(ephemeral(&bobby.publish()), [true]);

    let unwanted = SettingRecord { name: "send-status-updates?".to_owned(), value: "false".to_owned() };
    bobby.stores.save_settings(&[unwanted]).unwrap();
    let unwanted = bobby.next(Allowance { contact_code: Some(ContactCode::Prekeys), ..ALL });
    assert_eq!(unwanted.has_status_update, Some(false));
    assert_eq!(ephemeral(&bobby.publish()), [false]);
    assert_eq!(bobby.next(Allowance { status_update: true, ..ALL }).has_status_update, Some(false));
    assert!(bobby.publish().is_empty());
}

#[test]
fn at_first_the_contact_code_says_only_how_to_write_to_us() {
    let (mut alice, mut bobby) = contacts();
    let name = names::contact_code(&bobby.public_key());
    alice.know_key(&name);
    bobby.know_key(&name);
    let new_name = SettingRecord { name: "display-name".to_owned(), value: "\"somebody else\"".to_owned() };
    bobby.stores.save_settings(&[new_name]).unwrap();
    bobby.now += 10_000;
    alice.now = bobby.now;
    bobby.next(Allowance { contact_code: Some(ContactCode::Prekeys), ..ALL });
    assert!(alice.receive(&bobby.publish()).outcome.contacts.is_empty());
    let (_, what) = ContactCode::Prekeys.next();
    bobby.next(Allowance { contact_code: Some(what), ..ALL });
    let received = alice.receive(&bobby.publish());
    let known = received.outcome.contacts.get(&bobby.public_key().to_compressed());
    assert_eq!(known.map(|contact| contact.display_name.as_str()), Some("somebody else"));
}

#[test]
fn a_key_is_derived_once_in_the_life_of_a_profile() {
    let mut alice = Person::new(1);
    let name = names::contact_code(&alice.public_key());
    assert_eq!(alice.stores.find_symmetric_key(&name).unwrap(), None);
    alice.next(Allowance { contact_code: Some(ContactCode::Whole), ..ALL });
    let derived = alice.stores.find_symmetric_key(&name).unwrap().unwrap();
    assert_eq!(derived, *crate::envelope::SymmetricKey::derive(&name).as_bytes());
}

#[test]
fn keys_of_people_whom_we_meet_can_be_derived_ahead() {
    let mut alice = Person::new(1);
    let peer = Person::new(2).public_key();
    alice.transport.listen(&mut alice.stores).unwrap();
    assert_eq!(alice.transport.take_pending_keys(&mut alice.stores).unwrap().len(), 1, "our own contact code");
    alice.command(|context| contact::send_contact_request(context, &peer, "hello"));
    alice.publish();
    for key in alice.transport.take_pending_keys(&mut alice.stores).unwrap() {
        alice.transport.keep_key(&mut alice.stores, key.derive()).unwrap();
    }
    for name in [names::contact_code(&peer), names::negotiated_filter(&peer)] {
        assert!(alice.stores.find_symmetric_key(&name).unwrap().is_some(), "{name}");
    }
    alice.command(|context| contact::send_contact_request(context, &peer, "again"));
    assert!(alice.transport.take_pending_keys(&mut alice.stores).unwrap().is_empty());
}

#[test]
fn an_old_envelope_gets_the_time_of_today() {
    let message = waku_message::compose(ContentTopic::of_name("x"), vec![1], now_ns(), false);
    let bytes = waku_message::encode(&message);
    assert_eq!(restamp(bytes.clone(), NOW + 1_000), bytes);
    let later = waku_message::decode(&restamp(bytes, NOW + 3_600_000)).unwrap();
    assert_eq!(later.timestamp, Some(now_ns() + 3_600_000_000_000));
    assert_eq!(waku_message::WakuMessageError::MissingPayload.to_string(), "missing Payload field");
    assert_eq!(restamp(vec![1, 2, 3], NOW), [1, 2, 3]);
}

#[test]
fn what_it_listens_to_is_told_once_and_can_be_read_again() {
    let (mut alice, bobby) = (Person::new(1), Person::new(2));
    let own = [names::partitioned, names::personal, names::contact_code].map(|name| name(&alice.public_key()));
    let topics = |names: &[String]| -> Vec<_> {
        let mut topics: Vec<_> = names.iter().map(|name| (Shard::DEFAULT, ContentTopic::of_name(name))).collect();
        topics.sort();
        topics
    };
    let mut new = alice.transport.take_new_interests();
    new.sort();
    assert_eq!(new, topics(&own));
    assert_eq!(alice.transport.take_new_interests(), []);

    alice.command(|context| contact::send_contact_request(context, &bobby.public_key(), "hello"));
    let theirs = names::contact_code(&bobby.public_key());
    assert_eq!(alice.transport.take_new_interests(), topics(std::slice::from_ref(&theirs)));
    let [partitioned, personal, code] = own;
    assert_eq!(alice.transport.interests().collect::<Vec<_>>(), topics(&[partitioned, personal, code, theirs]));
}

#[test]
fn after_a_start_contacts_and_agreed_topics_are_listened_to() {
    let (mut alice, mut bobby) = contacts();
    alice.say(&bobby.public_key(), "to the agreed topic");
    let envelopes = alice.publish();
    let mut restarted = Transport::new(bobby.key.clone(), "device 2");
    core::mem::swap(&mut bobby.transport, &mut restarted);
    assert_eq!(only_refusal(&bobby.receive(&envelopes)), "not for us");
    bobby.transport.listen(&mut bobby.stores).unwrap();
    assert_eq!(bobby.receive(&envelopes).outcome.messages.len(), 1);
}

proptest! {
    // Each case is a whole story.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_bytes_come_to_nothing(bytes: Vec<u8>, topic in "(/waku/2/rs/16/(32|64)|.{0,20})") {
        let mut bobby = Person::new(2);
        let received = bobby.receive(&[raw(&topic, bytes)]);
        prop_assert_eq!((received.handled, received.refusals.len()), (0, 1));
    }

    #[test]
    fn any_signed_bytes_come_to_nothing_and_disturb_nothing(data: Vec<u8>) {
        let (mut alice, mut bobby) = (Person::new(1), Person::new(2));
        let message = to_partitioned(&mut alice, &bobby, &data, now_ns());
        let received = bobby.receive(&[message]);
        prop_assert!(received.outcome.shows_nothing());
        let asked = alice.command(|context| contact::send_contact_request(context, &bobby.key.public_key(), "hello"));
        prop_assert!(!asked.outgoing.is_empty());
        prop_assert!(!bobby.receive(&alice.publish()).outcome.messages.is_empty());
    }

    #[test]
    fn an_altered_message_changes_nothing(position: prop::sample::Index, change in 1_u8..) {
        let (mut alice, mut bobby) = contacts();
        alice.say(&bobby.public_key(), "hello");
        let whole = alice.publish();
        let mut altered = whole[0].clone();
        let position = position.index(altered.bytes.len());
        altered.bytes[position] ^= change;
        let received = bobby.receive(&[altered]);
        // Only the time is not protected: the message may be taken at another one, but then it is the message.
        if received.handled == 0 {
            prop_assert!(received.outcome.shows_nothing());
            prop_assert_eq!(bobby.receive(&whole).outcome.messages.len(), 1);
        } else {
            prop_assert_eq!(received.outcome.messages.len(), 1);
        }
    }

    #[test]
    fn messages_in_any_order_arrive_once_each(order in Just((0..12_usize).collect::<Vec<_>>()).prop_shuffle()) {
        let (mut alice, mut bobby) = contacts();
        let mut envelopes = Vec::new();
        for number in 0..12 {
            alice.say(&bobby.public_key(), &number.to_string());
            envelopes.extend(alice.publish());
        }
        let mut texts = BTreeMap::new();
        for index in order {
            let received = bobby.receive(&[envelopes[index].clone(), envelopes[index].clone()]);
            for message in received.outcome.messages.into_values() {
                *texts.entry(message.text).or_insert(0) += 1;
            }
        }
        prop_assert_eq!(texts.len(), 12);
        prop_assert!(texts.values().all(|count| *count == 1));
    }
}
