//! How fast the end-to-end encryption is: the double ratchet itself, and all that an endpoint does around it.
//!
//! `cargo bench -p status-domain --bench ratchet`

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "macros of criterion; a benchmark may panic"
)]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use status_domain::crypto::{PrivateKey, PublicKey};
use status_domain::ratchet::double_ratchet::{Limits, initiate, receive, respond, send};
use status_domain::ratchet::{Endpoint, bundle};
use status_memory::{MemoryRatchetStore, SeededEntropy};
use status_ports::{RatchetState, Secret32};
use status_proto::encryption::Bundle;

const NOW_NS: i64 = 1_731_000_000_000_000_000;
const KIBIBYTE: [u8; 1024] = [7; 1024];

/// The two sides of a session, after the first message.
fn session(entropy: &mut SeededEntropy) -> (RatchetState, RatchetState) {
    let pre_key = PrivateKey::generate(entropy);
    let shared_key = Secret32::new([1; 32]);
    let mut alice = initiate(&shared_key, &pre_key.public_key(), entropy);
    let bob = respond(&shared_key, &pre_key);
    let (header, ciphertext) = send(&mut alice, b"hello").unwrap();
    let bob = receive(&bob, &header, &ciphertext, &Limits::PROTOCOL, entropy).unwrap().state;
    (alice, bob)
}

/// One message, opened on the other side; the chain turns if the direction changed.
fn pass(from: &mut RatchetState, to: &mut RatchetState, text: &[u8], entropy: &mut SeededEntropy) {
    let (header, ciphertext) = send(from, text).unwrap();
    *to = receive(to, &header, &ciphertext, &Limits::PROTOCOL, entropy).unwrap().state;
}

fn double_ratchet(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("double ratchet");
    group.throughput(Throughput::Elements(1));
    let mut entropy = SeededEntropy::new(1);
    let (mut alice, mut bob) = session(&mut entropy);
    group.bench_function("encrypt 1 KiB", |bench| {
        let mut alice = alice.clone();
        bench.iter(|| send(black_box(&mut alice), black_box(&KIBIBYTE)).unwrap());
    });
    group.bench_function("decrypt 1 KiB, same chain", |bench| {
        let (header, ciphertext) = send(&mut alice.clone(), &KIBIBYTE).unwrap();
        let mut entropy = SeededEntropy::new(2);
        bench.iter(|| {
            receive(black_box(&bob), black_box(&header), black_box(&ciphertext), &Limits::PROTOCOL, &mut entropy)
                .unwrap()
        });
    });
    group.bench_function("ping-pong round of 1 KiB messages", |bench| {
        bench.iter(|| {
            pass(&mut alice, &mut bob, &KIBIBYTE, &mut entropy);
            pass(&mut bob, &mut alice, &KIBIBYTE, &mut entropy);
        });
    });
    group.finish();
}

struct Device {
    endpoint: Endpoint,
    store: MemoryRatchetStore,
    entropy: SeededEntropy,
}

impl Device {
    fn new(seed: u64, installation_id: &str) -> Self {
        let mut entropy = SeededEntropy::new(seed);
        let identity = PrivateKey::generate(&mut entropy);
        let endpoint = Endpoint::new(identity, installation_id.to_owned());
        Self { endpoint, store: MemoryRatchetStore::new(), entropy }
    }

    fn encrypt(&mut self, to: &PublicKey, now_ns: i64) -> Vec<u8> {
        self.endpoint.encrypt(&mut self.store, to, &KIBIBYTE, now_ns, &mut self.entropy).unwrap().message
    }

    fn open(&mut self, from: &PublicKey, message: &[u8]) {
        self.endpoint.open(&mut self.store, from, message, NOW_NS, &mut self.entropy).unwrap();
    }

    fn pass(&mut self, to: &mut Self) {
        let message = self.encrypt(to.endpoint.public_key(), NOW_NS);
        to.open(self.endpoint.public_key(), &message);
    }
}

/// Two endpoints in a conversation that both have spoken in.
fn conversation() -> (Device, Device) {
    let (mut alice, mut bob) = (Device::new(1, "alice-phone"), Device::new(2, "bob-phone"));
    for _ in 0..2 {
        alice.pass(&mut bob);
        bob.pass(&mut alice);
    }
    (alice, bob)
}

fn endpoint(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("endpoint");
    group.throughput(Throughput::Elements(1));
    let (mut alice, mut bob) = conversation();
    let peer = *bob.endpoint.public_key();
    group.bench_function("encrypt 1 KiB, within a second", |bench| bench.iter(|| alice.encrypt(&peer, NOW_NS)));
    group.bench_function("encrypt 1 KiB, a bundle to sign each time", |bench| {
        let mut seconds = 0;
        bench.iter(|| {
            seconds = (seconds + 1) % 60;
            alice.encrypt(&peer, NOW_NS + seconds * 1_000_000_000)
        });
    });
    let (mut alice, mut bob_again) = conversation();
    group.bench_function("open 1 KiB, same chain", |bench| {
        let sender = *alice.endpoint.public_key();
        let message = || alice.encrypt(&peer, NOW_NS);
        bench.iter_batched(message, |message| bob_again.open(&sender, &message), BatchSize::NumIterations(256));
    });
    let (mut alice, _) = conversation();
    bob = conversation().1;
    group.bench_function("ping-pong round of 1 KiB messages", |bench| {
        bench.iter(|| {
            alice.pass(&mut bob);
            bob.pass(&mut alice);
        });
    });
    group.finish();
}

fn parts(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("parts");
    let mut entropy = SeededEntropy::new(1);
    let (key, other) = (PrivateKey::generate(&mut entropy), PrivateKey::generate(&mut entropy).public_key());
    let mut announcer = Device::new(3, "phone");
    let message = announcer.endpoint.wrap_public(&mut announcer.store, b"x", NOW_NS, &mut announcer.entropy).unwrap();
    let message: status_proto::encryption::ProtocolMessage = prost::Message::decode(message.as_slice()).unwrap();
    let announced: Bundle = message.bundles.into_iter().next().unwrap();
    group.bench_function("Diffie-Hellman", |bench| bench.iter(|| black_box(&key).diffie_hellman(black_box(&other))));
    group.bench_function("draw a key pair", |bench| bench.iter(|| PrivateKey::generate(&mut entropy).public_key()));
    group.bench_function("decompress a key", |bench| {
        let compressed = other.to_compressed();
        bench.iter(|| PublicKey::from_bytes(black_box(&compressed)).unwrap());
    });
    group.bench_function("sign a bundle", |bench| bench.iter(|| bundle::sign(black_box(&announced), &key)));
    group.bench_function("verify a bundle", |bench| bench.iter(|| bundle::verify(black_box(&announced)).unwrap()));
    group.finish();
}

criterion_group!(benches, double_ratchet, endpoint, parts);
criterion_main!(benches);
