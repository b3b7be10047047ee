//! End-to-end encryption.

use std::collections::BTreeSet;

use status_domain::{
    crypto::PrivateKey,
    ratchet::{Endpoint, OpenError, Opened, Security},
};
use status_memory::{MemoryRatchetStore, SeededEntropy};
use status_ports::SessionRecord;

use crate::{
    people::{alice, bobby},
    sequence::pieces,
};

const NOW_NS: i64 = 1_700_000_000_000_000_000;
/// More messages in flight than this only slow the fuzzer down.
const MAX_MESSAGES: usize = 24;

/// One side of a conversation.
struct Side {
    key: PrivateKey,
    endpoint: Endpoint,
    store: MemoryRatchetStore,
    entropy: SeededEntropy,
}

impl Side {
    fn new(key: PrivateKey, seed: u64) -> Self {
        let endpoint = Endpoint::new(key.clone(), format!("installation-{seed}"));
        Self { key, endpoint, store: MemoryRatchetStore::new(), entropy: SeededEntropy::new(seed) }
    }

    fn seal(&mut self, peer: &PrivateKey, text: &[u8], now_ns: i64) -> Vec<u8> {
        match self.endpoint.encrypt(&mut self.store, &peer.public_key(), text, now_ns, &mut self.entropy) {
            Ok(sealed) => sealed.message,
            Err(error) => unexpected(&error),
        }
    }

    fn open(&mut self, from: &PrivateKey, bytes: &[u8], now_ns: i64) -> Result<Opened, OpenError> {
        self.endpoint.open(&mut self.store, &from.public_key(), bytes, now_ns, &mut self.entropy)
    }

    /// Understands a message of somebody.
    fn hear(&mut self, from: &PrivateKey, message: &[u8], text: &[u8]) {
        let heard = self.open(from, message, NOW_NS).map(|opened| opened.payload);
        assert_eq!(heard.ok().as_deref(), Some(text));
    }

    fn sessions(&self) -> Vec<SessionRecord> {
        self.store.sessions().cloned().collect()
    }
}

/// Any bytes as messages of somebody with whom there is a conversation: what is refused changes no session, and the
/// conversation goes on.
pub(crate) fn protocol_message(input: &[u8]) {
    let (mut alice, mut bobby) = (Side::new(alice(), 1), Side::new(bobby(), 2));
    greet(&mut alice, &mut bobby);
    for (piece, now_ns) in pieces(input).zip(NOW_NS..) {
        let before = alice.sessions();
        if alice.open(&bobby.key, piece, now_ns).is_err() {
            assert!(alice.sessions() == before, "a refused message changed a session");
        }
    }
    greet(&mut alice, &mut bobby);
}

/// Both say something, and both understand it.
fn greet(alice: &mut Side, bobby: &mut Side) {
    for _ in 0..2 {
        let (from, to) = (&mut *alice, &mut *bobby);
        let message = from.seal(&to.key, b"hello", NOW_NS);
        to.hear(&from.key, &message, b"hello");
        let answer = to.seal(&from.key, b"hi", NOW_NS);
        from.hear(&to.key, &answer, b"hi");
    }
}

/// A conversation over a network that loses, repeats, reorders and damages. Each byte is a step: the two upper bits say
/// which, the others what it concerns. A genuine message opens whenever it comes, to what was said, and in a session only
/// once; a damaged one stands in the way of none.
pub(crate) fn conversation(input: &[u8]) {
    let mut sides = [Side::new(alice(), 1), Side::new(bobby(), 2)];
    // Message, who gets it, and what it says.
    let mut messages: Vec<(Vec<u8>, usize, Vec<u8>)> = Vec::new();
    let mut opened = BTreeSet::new();
    for (step, now_ns) in input.iter().zip(NOW_NS..) {
        let (what, which) = (step >> 6, usize::from(step & 63));
        if what == 0 || messages.is_empty() {
            if messages.len() < MAX_MESSAGES {
                let [one, other] = &mut sides;
                let (from, to, recipient) = if which % 2 == 0 { (one, &*other, 1) } else { (other, &*one, 0) };
                let text = vec![*step; 1 + messages.len()];
                messages.push((from.seal(&to.key, &text, now_ns), recipient, text));
            }
            continue;
        }
        let number = which % messages.len();
        let Some((message, recipient, text)) = messages.get(number) else { continue };
        let [one, other] = &mut sides;
        let (from, to) = if *recipient == 1 { (&*one, other) } else { (&*other, one) };
        if what == 1 {
            let mut damaged = message.clone();
            let at = usize::from(*step).wrapping_mul(7919) % damaged.len().max(1);
            for byte in damaged.iter_mut().skip(at).take(1) {
                *byte ^= 0x55;
            }
            // What is not authenticated may be damaged without harm: then it says what it said, and counts as come.
            if to.open(&from.key, &damaged, now_ns).is_ok_and(|found| found.payload == *text) {
                opened.insert(number);
            }
            continue;
        }
        match to.open(&from.key, message, now_ns) {
            Ok(found) => {
                assert_eq!(&found.payload, text, "another text");
                let is_first = opened.insert(number);
                assert!(is_first || found.security != Security::DoubleRatchet, "opened twice");
            }
            Err(error) => assert!(opened.contains(&number), "a genuine message does not open: {error}"),
        }
    }
}

/// A store in memory never fails, and encrypting for somebody always works.
#[allow(clippy::panic, reason = "a finding")]
fn unexpected(error: &dyn std::error::Error) -> ! {
    panic!("{error}");
}
