//! 19/WAKU2-LIGHTPUSH, client side: a message is published by service nodes.
//!
//! Each message goes to two peers at once, and is published when the first of them says so. For every peer that fails the
//! next one is asked, until [`MAX_ATTEMPTS`].

mod peers;
mod wire;

use std::collections::BTreeMap;

use status_ports::{Entropy, PeerProtocol, WakuError};

use super::request_id::request_id;
use crate::envelope::waku_message::{self, WakuMessageError};
use crate::transport::MAX_MESSAGE_BYTES;

pub use crate::service::light_push::Version;
pub use peers::{PushPeer, PushPeers};
pub use wire::PushAnswer;

/// Peers that are asked at once.
pub const REDUNDANCY: usize = 2;
/// Peers that are asked for one message at most.
pub const MAX_ATTEMPTS: usize = 4;
/// How long an answer may take, in milliseconds.
pub const TIMEOUT_MS: u64 = 10_000;

/// A request to send to a connected peer. Its answer goes to [`LightPush::answered`], whatever comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushRequest {
    /// Whom to ask.
    pub peer: String,
    /// In which version.
    pub protocol: PeerProtocol,
    /// What [`LightPush::answered`] has to be told.
    pub id: String,
    /// The encoded request.
    pub bytes: Vec<u8>,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PushOutcome {
    /// At least one peer published it.
    Accepted,
    /// Nobody could be asked, or nobody could publish it now. Try again later.
    NoPeers,
    /// Whoever answered does not carry messages of this size.
    TooLarge {
        /// Bytes of the message.
        size: usize,
    },
    /// Whoever answered says that the message is invalid.
    Invalid,
}

impl PushOutcome {
    /// As publishing to the relay would have ended.
    ///
    /// # Errors
    /// [`WakuError::NoPeers`], [`WakuError::TooLarge`], [`WakuError::InvalidMessage`].
    pub const fn into_result(self) -> Result<(), WakuError> {
        match self {
            Self::Accepted => Ok(()),
            Self::NoPeers => Err(WakuError::NoPeers),
            Self::TooLarge { size } => Err(WakuError::TooLarge { size, limit: MAX_MESSAGE_BYTES }),
            Self::Invalid => Err(WakuError::InvalidMessage),
        }
    }
}

/// What follows from an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Who answered, or did not, and how: for [`PushPeers::record`]. `None` for an answer that nobody waits for.
    pub answer: Option<(String, PushAnswer)>,
    /// The next peer to ask.
    pub request: Option<PushRequest>,
    /// How it ended; told once. Answers that come afterwards still say how well their peers do.
    pub outcome: Option<PushOutcome>,
}

/// A message on its way.
#[derive(Clone, Debug)]
pub struct LightPush {
    pubsub_topic: String,
    message: Vec<u8>,
    /// Who may still be asked, the best last.
    candidates: Vec<PushPeer>,
    attempts: usize,
    waiting: BTreeMap<String, PushPeer>,
    answers: Vec<PushAnswer>,
    is_done: bool,
}

impl LightPush {
    /// Begins to publish an encoded Waku message with the help of some of the candidates, who come in order, the best first
    /// (see [`PushPeers::rank`]). Without candidates there are no requests, and the outcome is [`PushOutcome::NoPeers`].
    ///
    /// # Errors
    /// [`WakuMessageError`] for a message that every peer would refuse.
    pub fn start(
        pubsub_topic: &str,
        message: Vec<u8>,
        candidates: Vec<PushPeer>,
        entropy: &mut dyn Entropy,
    ) -> Result<(Self, Vec<PushRequest>), WakuMessageError> {
        waku_message::decode(&message)?;
        let mut push = Self {
            pubsub_topic: pubsub_topic.to_owned(),
            message,
            candidates: candidates.into_iter().rev().collect(),
            attempts: 0,
            waiting: BTreeMap::new(),
            answers: Vec::new(),
            is_done: false,
        };
        let mut requests = Vec::with_capacity(REDUNDANCY);
        while requests.len() < REDUNDANCY
            && let Some(request) = push.next_request(entropy)
        {
            requests.push(request);
        }
        push.is_done = requests.is_empty();
        Ok((push, requests))
    }

    fn next_request(&mut self, entropy: &mut dyn Entropy) -> Option<PushRequest> {
        if self.attempts >= MAX_ATTEMPTS {
            return None;
        }
        let candidate = self.candidates.pop()?;
        self.attempts = self.attempts.saturating_add(1);
        let id = request_id(entropy);
        let request = PushRequest {
            peer: candidate.peer.clone(),
            protocol: candidate.version.protocol(),
            bytes: wire::request(candidate.version, &id, &self.pubsub_topic, &self.message),
            id: id.clone(),
        };
        self.waiting.insert(id, candidate);
        Some(request)
    }

    /// Takes the answer to a request, or why there is none.
    #[must_use]
    pub fn answered(&mut self, id: &str, answer: Result<Vec<u8>, WakuError>, entropy: &mut dyn Entropy) -> Step {
        let Some(peer) = self.waiting.remove(id) else {
            return Step { answer: None, request: None, outcome: None };
        };
        let answer = match answer {
            Ok(bytes) => wire::answer(peer.version, id, &bytes),
            Err(_) => PushAnswer::None,
        };
        let mut step = Step { answer: Some((peer.peer, answer)), request: None, outcome: None };
        if self.is_done {
            return step;
        }
        self.answers.push(answer);
        if answer != PushAnswer::Accepted {
            step.request = self.next_request(entropy);
        }
        if answer == PushAnswer::Accepted || (step.request.is_none() && self.waiting.is_empty()) {
            self.is_done = true;
            step.outcome = Some(self.outcome());
        }
        step
    }

    /// Whether the outcome is known. Requests may still be under way.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        self.is_done
    }

    fn outcome(&self) -> PushOutcome {
        // One peer alone cannot call a message bad that others would have published.
        let everybody_says = |said| !self.answers.is_empty() && self.answers.iter().all(|answer| *answer == said);
        if self.answers.contains(&PushAnswer::Accepted) {
            PushOutcome::Accepted
        } else if everybody_says(PushAnswer::TooLarge) {
            PushOutcome::TooLarge { size: self.message.len() }
        } else if everybody_says(PushAnswer::Invalid) {
            PushOutcome::Invalid
        } else {
            PushOutcome::NoPeers
        }
    }
}

#[cfg(test)]
mod tests;
