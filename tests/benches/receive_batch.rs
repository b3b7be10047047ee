//! How fast arriving messages are decrypted, decided and stored: one transaction of a database on disk for each batch.
//!
//! `cargo bench -p status-tests --bench receive_batch`

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use status_domain::crypto::PrivateKey;
use status_domain::identity::CustomizationColor;
use status_domain::messaging::{Context, Outcome};
use status_domain::profile::OwnPictures;
use status_domain::transport::{Allowance, RawMessage, Received, Transport};
use status_domain::{chat, contact};
use status_memory::SeededEntropy;
use status_ports::{DataKey, ProfileStoreExt as _, StorageError, Workers};
use status_sqlcipher::SqlcipherProfile;
use tempfile::TempDir;
use tokio::runtime::Runtime;

const NOW: u64 = 1_700_000_000_000;
const MESSAGES: usize = 1000;

/// One thread that helps, as the runtime of the daemon has some.
struct Helper(Sender<Box<dyn FnOnce() + Send>>);

impl Helper {
    fn new() -> Self {
        let (give, take) = channel::<Box<dyn FnOnce() + Send>>();
        std::thread::spawn(move || take.into_iter().for_each(|work| work()));
        Self(give)
    }
}

impl Workers for Helper {
    fn begin(&self, work: Box<dyn FnOnce() + Send>) {
        self.0.send(work).unwrap();
    }
}

/// Somebody with a database on disk.
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
        let transport = Transport::new(key.clone(), &format!("device {seed}")).with_workers(Arc::new(Helper::new()));
        let transport = Arc::new(Mutex::new(transport));
        Self { key, transport, store, seed, _folder: folder }
    }

    fn work<T: Send + 'static>(
        &mut self,
        runtime: &Runtime,
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
                now: NOW,
                entropy: &mut entropy,
            };
            work(&mut transport.lock().unwrap(), &mut context)
        });
        runtime.block_on(done).unwrap()
    }

    fn command<E: core::fmt::Debug>(
        &mut self,
        runtime: &Runtime,
        decide: impl FnOnce(&mut Context<'_>) -> Result<Outcome, E> + Send + 'static,
    ) -> Outcome {
        self.work(runtime, move |transport, context| {
            let outcome = decide(context).unwrap();
            transport.follow(&outcome);
            transport.queue(context, &outcome.outgoing)?;
            Ok(outcome)
        })
    }

    fn publish(&mut self, runtime: &Runtime) -> Vec<RawMessage> {
        self.work(runtime, |transport, context| {
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

    fn receive(&mut self, runtime: &Runtime, batch: Vec<RawMessage>) -> Received {
        self.work(runtime, move |transport, context| transport.receive(context, &batch))
    }
}

/// Two contacts, and the envelopes with which one says many things to the other.
fn story(runtime: &Runtime, messages_per_envelope: usize) -> (Person, Vec<RawMessage>) {
    let (mut alice, mut bobby) = (Person::new(runtime, 1), Person::new(runtime, 2));
    let (hers, his) = (alice.key.public_key(), bobby.key.public_key());
    let asked = alice.command(runtime, move |context| contact::send_contact_request(context, &his, "hello"));
    bobby.receive(runtime, alice.publish(runtime));
    let id = asked.messages.values().find(|message| message.text == "hello").unwrap().id.clone();
    bobby.command(runtime, move |context| contact::accept_contact_request(context, &id));
    for _ in 0..3 {
        alice.receive(runtime, bobby.publish(runtime));
        bobby.receive(runtime, alice.publish(runtime));
    }
    bobby.command(runtime, move |context| chat::send_one_to_one_message(context, &hers, "go on"));
    alice.receive(runtime, bobby.publish(runtime));
    bobby.receive(runtime, alice.publish(runtime));
    let mut envelopes = Vec::new();
    for number in 0..MESSAGES {
        let text = format!("message {number} of quite a few, with some words in it");
        alice.command(runtime, move |context| chat::send_one_to_one_message(context, &his, &text));
        if (number + 1) % messages_per_envelope == 0 {
            envelopes.extend(alice.publish(runtime));
        }
    }
    (bobby, envelopes)
}

fn receive_batch(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let mut group = criterion.benchmark_group("receive_batch");
    group.throughput(Throughput::Elements(MESSAGES as u64)).sample_size(10).measurement_time(Duration::from_secs(5));
    for per_envelope in [1, 50] {
        group.bench_function(format!("{per_envelope} in an envelope"), |bencher| {
            bencher.iter_batched(
                || story(&runtime, per_envelope),
                |(mut bobby, envelopes)| {
                    let mut stored = 0;
                    for batch in envelopes.chunks(256) {
                        stored += bobby.receive(&runtime, batch.to_vec()).outcome.messages.len();
                    }
                    assert_eq!(stored, MESSAGES);
                    bobby
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, receive_batch);
criterion_main!(benches);
