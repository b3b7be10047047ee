//! How fast a profile catches up on what a store node keeps: 50,000 messages, half of them what others publish of themselves
//! (symmetric encryption, for everybody who knows the name), half of them of one contact (double ratchet).
//!
//! The store node answers from its archive as it does for everybody; answers are checked and decided by the catch-up, and
//! stored in a database on disk with how far it came, page after page, while the next page is being made.
//!
//! `cargo bench -p status-tests --bench history`

#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark")]

use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use prost::Message as _;
use status_domain::crypto::{PrivateKey, PublicKey};
use status_domain::envelope::topic::{ContentTopic, Shard, names};
use status_domain::envelope::{ApplicationMessage, SymmetricKey, waku_message, waku_payload};
use status_domain::history::catch_up::{CatchUp, Page, Step, Verdict};
use status_domain::history::plan::{self, Scope};
use status_domain::history::record;
use status_domain::identity::CustomizationColor;
use status_domain::messaging::{Context, Outcome};
use status_domain::profile::OwnPictures;
use status_domain::service::store::{StoreRequest, keep};
use status_domain::transport::{Allowance, Opener, RawMessage, Transport};
use status_domain::{chat, contact};
use status_memory::{MemoryArchive, SeededEntropy};
use status_ports::{Answer, DataKey, MessageArchive as _, ProfileStoreExt as _, StorageError};
use status_proto::encryption::ProtocolMessage;
use status_proto::status::ContactCodeAdvertisement;
use status_proto::status::application_metadata_message::Type;
use status_sqlcipher::SqlcipherProfile;
use tempfile::TempDir;
use tokio::runtime::Runtime;

const NOW: u64 = 1_700_000_000_000;
const EACH: usize = 25_000;

struct Person {
    key: PrivateKey,
    transport: Arc<Mutex<Transport>>,
    store: SqlcipherProfile,
    seed: u64,
    _folder: TempDir,
}

impl Person {
    fn new(runtime: &Runtime, seed: u64) -> Self {
        let key = PrivateKey::generate(&mut SeededEntropy::new(seed));
        let folder = tempfile::tempdir().unwrap();
        let key_uid = format!("0x{}", "ab".repeat(32));
        let store = runtime.block_on(SqlcipherProfile::create(folder.path(), &key_uid, &DataKey([7; 32]))).unwrap();
        let transport = Arc::new(Mutex::new(Transport::new(key.clone(), &format!("device {seed}"))));
        Self { key, transport, store, seed, _folder: folder }
    }

    fn work<T: Send + 'static>(
        &mut self,
        runtime: &Runtime,
        now: u64,
        work: impl FnOnce(&mut Transport, &mut Context<'_>) -> Result<T, StorageError> + Send + 'static,
    ) -> T {
        self.seed += 1;
        let (key, transport, mut entropy) =
            (self.key.clone(), Arc::clone(&self.transport), SeededEntropy::new(self.seed << 16));
        let done = self.store.transact(move |stores| {
            let mut context = Context {
                stores,
                identity: &key,
                me: key.public_key(),
                customization_color: CustomizationColor::default(),
                pictures: OwnPictures::none(),
                now,
                entropy: &mut entropy,
            };
            work(&mut transport.lock().unwrap(), &mut context)
        });
        runtime.block_on(done).unwrap()
    }

    fn command<E: core::fmt::Debug>(
        &mut self,
        runtime: &Runtime,
        now: u64,
        decide: impl FnOnce(&mut Context<'_>) -> Result<Outcome, E> + Send + 'static,
    ) -> Outcome {
        self.work(runtime, now, move |transport, context| {
            let outcome = decide(context).unwrap();
            transport.follow(&outcome);
            transport.queue(context, &outcome.outgoing)?;
            Ok(outcome)
        })
    }

    fn publish(&mut self, runtime: &Runtime, now: u64) -> Vec<RawMessage> {
        self.work(runtime, now, |transport, context| {
            let all = Allowance {
                person_waits: true,
                machines: true,
                turn_of_machines: false,
                contact_code: None,
                status_update: false,
            };
            let mut out = Vec::new();
            while let Some(envelope) = transport.next(context, all)?.envelope {
                transport.published(context, &envelope, 1)?;
                out.push(RawMessage::new(envelope.pubsub_topic, envelope.message));
            }
            Ok(out)
        })
    }

    fn receive(&mut self, runtime: &Runtime, batch: Vec<RawMessage>) {
        self.work(runtime, NOW, move |transport, context| transport.receive(context, &batch));
    }
}

/// Opens payloads on two processors, as the messenger does before it stores them.
fn open_ahead(opener: Option<&Opener>, messages: &mut [RawMessage]) {
    let Some(opener) = opener else { return };
    let (left, right) = messages.split_at_mut(messages.len() / 2);
    std::thread::scope(|scope| {
        for half in [left, right] {
            scope.spawn(|| half.iter_mut().for_each(|message| opener.open(message)));
        }
    });
}

/// Two contacts, and what one said while the other was away.
fn said(runtime: &Runtime) -> (Person, Vec<RawMessage>, PublicKey) {
    let (mut alice, mut bobby) = (Person::new(runtime, 1), Person::new(runtime, 2));
    let (hers, his) = (alice.key.public_key(), bobby.key.public_key());
    let asked = alice.command(runtime, NOW, move |context| contact::send_contact_request(context, &his, "hello"));
    bobby.receive(runtime, alice.publish(runtime, NOW));
    let id = asked.messages.values().find(|message| message.text == "hello").unwrap().id.clone();
    bobby.command(runtime, NOW, move |context| contact::accept_contact_request(context, &id));
    for _ in 0..3 {
        alice.receive(runtime, bobby.publish(runtime, NOW));
        bobby.receive(runtime, alice.publish(runtime, NOW));
    }
    bobby.command(runtime, NOW, move |context| chat::send_one_to_one_message(context, &hers, "go on"));
    alice.receive(runtime, bobby.publish(runtime, NOW));
    bobby.receive(runtime, alice.publish(runtime, NOW));
    let mut envelopes = Vec::new();
    for first in (0..EACH).step_by(50) {
        let now = NOW + 1000 + first as u64;
        for number in first..first + 50 {
            let text = format!("message {number} of quite a few, with some words in it");
            alice.command(runtime, now, move |context| chat::send_one_to_one_message(context, &his, &text));
        }
        envelopes.extend(alice.publish(runtime, now));
    }
    (bobby, envelopes, hers)
}

/// Contact codes of somebody, each in an envelope of its own.
fn published(person: &PrivateKey, key: &SymmetricKey) -> Vec<RawMessage> {
    let topic = ContentTopic::of_name(&names::contact_code(&person.public_key()));
    let mut entropy = SeededEntropy::new(77);
    let advertisement = ContactCodeAdvertisement { chat_identity: None }.encode_to_vec();
    let message = ApplicationMessage::wrap(Type::ContactCodeAdvertisement, advertisement, person);
    let message = ProtocolMessage { public_message: message, ..ProtocolMessage::default() }.encode_to_vec();
    let at = |number: usize| i64::try_from((NOW + 1000 + number as u64) * 1_000_000 + 7).unwrap();
    let seal = |number| {
        let payload = waku_payload::seal_symmetric(&message, Some(person), key, &mut entropy).unwrap();
        let message = waku_message::compose(topic, payload, at(number), false);
        RawMessage::new(Shard::DEFAULT.to_string(), waku_message::encode(&message))
    };
    (0..EACH).map(seal).collect()
}

fn archive(runtime: &Runtime, messages: &[RawMessage]) -> MemoryArchive {
    let archive = MemoryArchive::new();
    let records = messages.iter().map(|raw| {
        let message = waku_message::decode(&raw.bytes).unwrap();
        let at = u64::try_from(message.timestamp.unwrap()).unwrap();
        keep(&raw.pubsub_topic, &message, at).unwrap()
    });
    runtime.block_on(archive.insert(records.collect())).unwrap();
    archive
}

/// The store node and the checks of its answers, in a thread of their own.
fn read(mut machine: CatchUp, archive: MemoryArchive, pages: &mpsc::SyncSender<Page>) -> Duration {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut busy = Duration::ZERO;
    loop {
        let before = Instant::now();
        let Step::Ask(ask) = machine.step("node", || "request".to_owned(), NOW) else { return busy };
        let request = StoreRequest::read(&ask.query.encode()).unwrap();
        let found = runtime.block_on(archive.query(request.query().clone()));
        let Answer::Reply(answer) = request.answer(found) else { return busy };
        let Verdict::Page(page) = machine.answered(ask.walk, "node", &answer, NOW) else { return busy };
        busy += before.elapsed();
        pages.send(page).unwrap();
    }
}

fn main() {
    // The test harness asks benchmarks for their list.
    if std::env::args().any(|argument| argument == "--list") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (mut bobby, mut messages, hers) = said(&runtime);
    let envelopes = messages.len();
    let alice = PrivateKey::generate(&mut SeededEntropy::new(1));
    assert_eq!(alice.public_key(), hers);
    let key = SymmetricKey::derive(&names::contact_code(&hers));
    messages.extend(published(&alice, &key));
    let archive = archive(&runtime, &messages);
    let now = NOW + 1000 + EACH as u64 + 1000;

    let began = Instant::now();
    let walks = bobby.work(&runtime, now, |transport, context| {
        plan::prepare(context, &transport.history_interests(), Scope::All)?;
        context.stores.history_walks()
    });
    let (give, take) = mpsc::sync_channel::<Page>(4);
    let reader = std::thread::spawn(move || read(CatchUp::new(walks), archive, &give));
    let (mut stored, mut handled, mut pages) = (0, 0, 0);
    let mut opener = bobby.work(&runtime, now, |transport, _| Ok(transport.take_opener()));
    while let Ok(page) = take.recv() {
        let mut batch = vec![page];
        while batch.iter().map(|page| page.messages.len()).sum::<usize>() < 256
            && let Ok(page) = take.try_recv()
        {
            batch.push(page);
        }
        pages += batch.len();
        let mut messages: Vec<_> = batch.iter_mut().flat_map(|page| std::mem::take(&mut page.messages)).collect();
        open_ahead(opener.as_ref(), &mut messages);
        let (received, newer) = bobby.work(&runtime, now, move |transport, context| {
            let received = transport.receive_stored(context, &messages)?;
            batch.iter().try_for_each(|page| record(context.stores, &page.mark))?;
            Ok((received, transport.take_opener()))
        });
        opener = newer.or(opener);
        stored += received.outcome.messages.len();
        handled += received.handled;
    }
    let took = began.elapsed();
    let reading = reader.join().unwrap();
    assert_eq!((stored, handled), (EACH, envelopes + EACH));
    let rate = |count: usize, time: Duration| count as f64 / time.as_secs_f64();
    println!("{} messages in {} envelopes on {pages} pages", 2 * EACH, messages.len());
    println!(
        "whole: {took:.2?}, {:.0} messages/s, {:.0} envelopes/s",
        rate(2 * EACH, took),
        rate(messages.len(), took)
    );
    println!("store node and checks alone: {reading:.2?}, {:.0} envelopes/s", rate(messages.len(), reading));
}
