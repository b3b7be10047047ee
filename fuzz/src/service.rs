//! Filter and light push, both sides: what peers send in any order must leave the state bounded, and end.

use std::collections::{BTreeMap, BTreeSet};

use status_domain::envelope::{topic::Autosharding, waku_message};
use status_domain::light::filter_client::{
    FilterAction, FilterClient, FilterClientConfig, FilterPeer, FilterRequest, Interests,
};
use status_domain::light::light_push::{LightPush, MAX_ATTEMPTS, PushPeer, PushRequest};
use status_domain::service::filter::{FilterLimits, FilterServer};
use status_domain::service::light_push::{LightPushServer, Outcome, Verdict, Version};
use status_memory::SeededEntropy;
use status_ports::{Answer, PeerProtocol, UnixMillis, WakuError};

use crate::sequence::pieces;

const NOW: UnixMillis = 1_700_000_000_000;
const SHARD: &str = "/waku/2/rs/16/32";

fn served() -> BTreeSet<String> {
    BTreeSet::from([SHARD.to_owned()])
}

/// Requests of three peers, each piece one of them: every answer fits, nobody gets more than there is, and everybody is
/// forgotten in the end.
pub(crate) fn filter_server(input: &[u8]) {
    let limits =
        FilterLimits { max_subscribers: 2, max_criteria_per_peer: 5, max_criteria: 8, idle_timeout_ms: 20_000 };
    let mut server = FilterServer::new(limits.clone(), served());
    let mut now = NOW;
    for (piece, peer) in pieces(input).zip(["a", "b", "c"].into_iter().cycle()) {
        now = now.saturating_add(1_000);
        if let Answer::Reply(answer) = server.handle(peer, piece, now) {
            assert!(answer.len() <= PeerProtocol::FilterSubscribe.max_response_bytes(), "an answer that does not fit");
        }
        assert!(server.subscribers() <= limits.max_subscribers && server.criteria() <= limits.max_criteria);
        assert_eq!(server.subscribers() == 0, server.criteria() == 0);
        assert!(server.next_deadline().is_none_or(|at| at > now));
    }
    server.expire(now.saturating_add(limits.idle_timeout_ms));
    assert_eq!((server.subscribers(), server.criteria(), server.next_deadline()), (0, 0, None));
}

/// What the filter client sees of the world.
struct World {
    client: FilterClient,
    entropy: SeededEntropy,
    now: UnixMillis,
    waiting: Vec<FilterRequest>,
    wanted: Interests,
}

impl World {
    fn take(&mut self, actions: Vec<FilterAction>) {
        assert!(actions.len() <= 16, "more to do than there are peers");
        for action in actions {
            if let FilterAction::Request(request) = action {
                assert!(request.bytes.len() <= PeerProtocol::FilterSubscribe.max_request_bytes());
                self.waiting.push(request);
            }
        }
    }

    fn tick(&mut self) {
        let actions = self.client.tick(self.now, &mut self.entropy);
        self.take(actions);
        assert!(self.client.next_deadline().is_none_or(|at| at > self.now), "a busy loop");
    }

    /// The first byte says what happens, the rest with what.
    fn step(&mut self, kind: u8, rest: &[u8]) {
        let first = rest.first().copied().unwrap_or_default();
        let names = ["a", "b", "c", "d"];
        let chosen = |bits: u8| {
            names.into_iter().enumerate().filter(move |(n, _)| bits.checked_shr(*n as u32).unwrap_or(0) & 1 == 1)
        };
        match kind % 8 {
            0 => {
                let topics = chosen(first).map(|(_, name)| name.to_owned()).collect();
                self.wanted = BTreeMap::from([(SHARD.to_owned(), topics)]);
                self.client.want(self.wanted.clone(), self.now);
            }
            1 => {
                let candidates = chosen(first).map(|(_, name)| FilterPeer { peer: name.to_owned(), serves: None });
                let actions = self.client.peers_changed(candidates.collect(), self.now, &mut self.entropy);
                self.take(actions);
            }
            2 => {
                let actions = self.client.set_online(first & 1 == 1, self.now, &mut self.entropy);
                self.take(actions);
            }
            3 => self.now = self.now.saturating_add(u64::from(first).saturating_mul(1_000)),
            4 | 5 => {
                if let Some(request) = self.waiting.pop() {
                    let answer =
                        if kind % 8 == 4 { Ok(rest.to_vec()) } else { Err(WakuError::NoAnswer(String::new())) };
                    let actions = self.client.answered(&request.id, answer, self.now, &mut self.entropy);
                    self.take(actions);
                }
            }
            6 => {
                let mut server = FilterServer::new(FilterLimits::default(), served());
                if let Some(request) = self.waiting.pop()
                    && let Answer::Reply(answer) = server.handle("client", &request.bytes, self.now)
                {
                    let actions = self.client.answered(&request.id, Ok(answer), self.now, &mut self.entropy);
                    self.take(actions);
                }
            }
            _ => {
                if let Ok(pushed) = self.client.pushed(names[usize::from(kind / 8) % 4], rest, self.now) {
                    let message = waku_message::decode(&pushed.message);
                    assert!(
                        message.is_ok_and(
                            |message| pushed.hash == waku_message::message_hash(&pushed.pubsub_topic, &message)
                        )
                    );
                }
            }
        }
        self.tick();
    }
}

/// Wishes, peers, answers and pushes in any order: the client is never busy for nothing, and once nobody answers any more
/// it wakes up more and more rarely.
pub(crate) fn filter_client(input: &[u8]) {
    let mut world = World {
        client: FilterClient::new(FilterClientConfig::default(), NOW),
        entropy: SeededEntropy::new(3),
        now: NOW,
        waiting: Vec::new(),
        wanted: Interests::new(),
    };
    for piece in pieces(input) {
        if let Some((kind, rest)) = piece.split_first() {
            world.step(*kind, rest);
        }
    }
    let end = world.now.saturating_add(2 * 3_600_000);
    let mut wake_ups = 0_u32;
    while let Some(at) = world.client.next_deadline().filter(|at| *at < end) {
        world.now = at;
        world.tick();
        wake_ups = wake_ups.saturating_add(1);
        assert!(wake_ups < 2_000, "the client does not come to rest");
    }
}

/// A request of either version: what is published is valid, and every answer fits.
pub(crate) fn light_push_server(input: &[u8]) {
    let autosharding = Some(Autosharding { cluster: 16, shards: 8 });
    let mut topics = served();
    topics.insert("/waku/2/rs/16/4".to_owned());
    let server = LightPushServer { served: topics.clone(), autosharding, max_message_bytes: 1_000 };
    let fits = |version: Version, answer: &[u8]| answer.len() <= version.protocol().max_response_bytes();
    for version in [Version::V2, Version::V3] {
        match server.handle(version, input) {
            Verdict::Publish(publish) => {
                assert!(topics.contains(&publish.pubsub_topic) && publish.message.len() <= 1_000);
                let message = waku_message::decode(&publish.message);
                assert!(message.is_ok_and(|message| message.content_topic == publish.content_topic));
                for outcome in [Outcome::Relayed { peers: Some(u32::MAX) }, Outcome::NoPeers, Outcome::Failed] {
                    assert!(fits(version, &publish.answer(outcome)));
                }
            }
            Verdict::Refuse(answer) => assert!(fits(version, &answer)),
            Verdict::Reset => {}
        }
    }
}

/// Answers to what a light push asks, each piece one of them: nobody is asked twice, it ends, and the outcome is told once.
pub(crate) fn light_push_client(input: &[u8]) {
    let message = waku_message::encode(&waku_message::compose(Default::default(), vec![1], 1, false));
    let versions = [Version::V3, Version::V2].into_iter().cycle();
    let candidates = ["a", "b", "c", "d", "e"].into_iter().zip(versions);
    let candidates = candidates.map(|(name, version)| PushPeer { peer: name.to_owned(), version }).collect();
    let mut entropy = SeededEntropy::new(4);
    let Ok((mut push, mut waiting)) = LightPush::start(SHARD, message, candidates, &mut entropy) else { return };
    let (mut asked, mut outcomes) = (waiting.len(), 0_u32);
    let mut answers = pieces(input);
    while let Some(PushRequest { id, .. }) = waiting.pop() {
        let answer = answers.next().map(<[u8]>::to_vec).ok_or_else(|| WakuError::NoAnswer(String::new()));
        let step = push.answered(&id, answer, &mut entropy);
        asked = asked.saturating_add(usize::from(step.request.is_some()));
        outcomes = outcomes.saturating_add(u32::from(step.outcome.is_some()));
        waiting.extend(step.request);
    }
    assert!(asked <= MAX_ATTEMPTS && outcomes == 1 && push.is_done());
}
