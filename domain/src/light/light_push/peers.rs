//! Which peers publish for us fastest.

use std::collections::BTreeMap;

use status_ports::{PeerProtocol, UnixMillis};

use super::{PushAnswer, Version};

/// Peers that are remembered.
const MAX_PEERS: usize = 256;
/// What a peer is taken for that was never asked, in milliseconds: better than a slow one.
const UNKNOWN_LATENCY_MS: u64 = 300;
/// How long a peer that failed once is asked last; doubles with every failure in a row,
const FIRST_PAUSE_MS: u64 = 5_000;
/// up to this.
const LONGEST_PAUSE_MS: u64 = 10 * 60 * 1_000;

/// A connected peer that serves light push.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushPeer {
    /// Peer id.
    pub peer: String,
    /// The newest version that it speaks.
    pub version: Version,
}

impl PushPeer {
    /// A peer that speaks these protocols; `None` if light push is not among them.
    #[must_use]
    pub fn of<S: AsRef<str>>(peer: &str, protocols: &[S]) -> Option<Self> {
        let speaks = |protocol: PeerProtocol| protocols.iter().any(|spoken| spoken.as_ref() == protocol.id());
        let version = [Version::V3, Version::V2].into_iter().find(|version| speaks(version.protocol()))?;
        Some(Self { peer: peer.to_owned(), version })
    }
}

/// How well a peer did.
#[derive(Clone, Copy, Debug)]
struct Record {
    latency_ms: u64,
    failures: u32,
    /// Asked last until then.
    paused_until: UnixMillis,
    last_at: UnixMillis,
}

/// How well peers publish for us, from their answers.
#[derive(Clone, Debug, Default)]
pub struct PushPeers {
    records: BTreeMap<String, Record>,
}

impl PushPeers {
    /// The order in which to ask peers: who has not failed lately comes first, then who answers faster, then as they came.
    #[must_use]
    pub fn rank(&self, mut candidates: Vec<PushPeer>, now: UnixMillis) -> Vec<PushPeer> {
        candidates.sort_by_key(|candidate| match self.records.get(&candidate.peer) {
            Some(record) => (record.paused_until.max(now), record.latency_ms),
            None => (now, UNKNOWN_LATENCY_MS),
        });
        candidates
    }

    /// Remembers how a peer answered, and after how many milliseconds.
    pub fn record(&mut self, peer: &str, answer: PushAnswer, elapsed_ms: u64, now: UnixMillis) {
        if !self.records.contains_key(peer)
            && self.records.len() >= MAX_PEERS
            && let Some(oldest) = self.records.iter().min_by_key(|(_, record)| record.last_at)
        {
            let oldest = oldest.0.clone();
            self.records.remove(&oldest);
        }
        let unknown = Record { latency_ms: UNKNOWN_LATENCY_MS, failures: 0, paused_until: 0, last_at: now };
        let record = self.records.entry(peer.to_owned()).or_insert(unknown);
        record.last_at = now;
        match answer {
            PushAnswer::Accepted => {
                record.failures = 0;
                record.paused_until = 0;
                // A quarter of the new: one slow answer does not decide.
                let sum = record.latency_ms.saturating_mul(3).saturating_add(elapsed_ms);
                record.latency_ms = sum.checked_div(4).unwrap_or_default();
            }
            // The message was at fault, if anybody.
            PushAnswer::TooLarge | PushAnswer::Invalid => {}
            PushAnswer::TooManyRequests
            | PushAnswer::UnsupportedTopic
            | PushAnswer::Failed
            | PushAnswer::None
            | PushAnswer::Nonsense => {
                let factor = 1_u64.checked_shl(record.failures).unwrap_or(u64::MAX);
                let pause = FIRST_PAUSE_MS.saturating_mul(factor).min(LONGEST_PAUSE_MS);
                record.failures = record.failures.saturating_add(1);
                record.paused_until = now.saturating_add(pause);
            }
        }
    }
}
