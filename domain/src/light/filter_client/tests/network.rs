//! A filter client among service peers that run our own filter server.

use status_memory::SeededEntropy;
use status_ports::Answer;
use status_proto::waku::FilterSubscribeResponse;

use super::*;
use crate::service::filter::{FilterLimits, FilterServer, too_many_requests};

pub(super) const SHARD: &str = "/waku/2/rs/16/32";

/// What is wrong with a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Behaviour {
    Silent,
    TooMany,
    Full,
    Refuses,
    Fails,
    Lies,
    /// It does what it is asked, but the answer is lost.
    LosesAnswers,
}

pub(super) struct Network {
    pub(super) client: FilterClient,
    pub(super) now: UnixMillis,
    pub(super) entropy: SeededEntropy,
    servers: BTreeMap<String, FilterServer>,
    /// Peers that are connected, the best first.
    pub(super) connected: Vec<String>,
    /// Peers that do not behave.
    pub(super) behaviours: BTreeMap<String, Behaviour>,
    pub(super) waiting: Vec<FilterRequest>,
    pub(super) reported: Vec<String>,
}

fn server() -> FilterServer {
    FilterServer::new(FilterLimits::default(), BTreeSet::from([SHARD.to_owned(), "/waku/2/rs/16/64".to_owned()]))
}

impl Network {
    /// A client that is connected to so many peers, called `0`, `1`, and so on.
    pub(super) fn new(peers: usize) -> Self {
        let connected: Vec<String> = (0..peers).map(|n| n.to_string()).collect();
        let mut net = Self {
            client: FilterClient::new(FilterClientConfig::default(), 0),
            now: 0,
            entropy: SeededEntropy::new(7),
            servers: connected.iter().map(|name| (name.clone(), server())).collect(),
            connected,
            behaviours: BTreeMap::new(),
            waiting: Vec::new(),
            reported: Vec::new(),
        };
        net.reconnect();
        net
    }

    /// A client whose topics are subscribed already.
    pub(super) fn holding(peers: usize, topics: &[&str]) -> Self {
        let mut net = Self::new(peers);
        net.client.want(interests(topics), 0);
        net.later(300);
        net.answer_all();
        assert!(topics.iter().all(|topic| net.holders(topic) == peers.min(2)));
        net
    }

    fn reconnect(&mut self) {
        let candidate = |name: &String| FilterPeer { peer: name.clone(), serves: None };
        let candidates = self.connected.iter().map(candidate).collect();
        let actions = self.client.peers_changed(candidates, self.now, &mut self.entropy);
        self.take(actions);
    }

    pub(super) fn connect(&mut self, name: &str) {
        self.connected.push(name.to_owned());
        self.servers.entry(name.to_owned()).or_insert_with(server);
        self.reconnect();
    }

    pub(super) fn disconnect(&mut self, name: &str) {
        self.connected.retain(|connected| connected != name);
        self.reconnect();
        self.abandon();
    }

    pub(super) fn set_online(&mut self, is_online: bool) {
        let actions = self.client.set_online(is_online, self.now, &mut self.entropy);
        self.take(actions);
        self.abandon();
    }

    /// Streams whose answer nobody waits for any more are closed: what was asked on them does not happen later.
    fn abandon(&mut self) {
        self.waiting.retain(|request| self.client.in_flight.contains_key(&request.id));
    }

    /// The peer forgets its subscribers.
    pub(super) fn forget(&mut self, name: &str) {
        self.servers.insert(name.to_owned(), server());
    }

    /// The peer forgets its subscribers and breaks its connections.
    pub(super) fn restart(&mut self, name: &str) {
        self.forget(name);
        if self.connected.iter().any(|connected| connected == name) {
            self.disconnect(name);
            self.connect(name);
        }
    }

    pub(super) fn take(&mut self, actions: Vec<FilterAction>) {
        for action in actions {
            match action {
                FilterAction::Request(request) => self.waiting.push(request),
                FilterAction::Report { peer } => self.reported.push(peer),
                FilterAction::NeedPeers { .. } => {}
            }
        }
        let mut asked = BTreeSet::new();
        assert!(self.client.in_flight.values().all(|request| asked.insert(&request.peer)), "one request at each peer");
    }

    pub(super) fn tick(&mut self) -> Vec<FilterAction> {
        let actions = self.client.tick(self.now, &mut self.entropy);
        self.take(actions.clone());
        self.abandon();
        assert!(self.client.next_deadline().is_none_or(|at| at > self.now), "a busy loop");
        actions
    }

    pub(super) fn later(&mut self, ms: u64) {
        self.now += ms;
        self.tick();
    }

    pub(super) fn answer_one(&mut self, n: usize) {
        let request = self.waiting.remove(n);
        let is_connected = self.connected.contains(&request.peer);
        let coded =
            |code| FilterSubscribeResponse { request_id: request.id.clone(), status_code: code, status_desc: None };
        let server = self.servers.get_mut(&request.peer).filter(|_| is_connected);
        let gone = Err(WakuError::NoAnswer("gone".to_owned()));
        let answer = match (self.behaviours.get(&request.peer), server) {
            (_, None) | (Some(Behaviour::Silent), _) => gone,
            (Some(Behaviour::TooMany), _) => Ok(too_many_requests()),
            (Some(Behaviour::Full), _) => Ok(coded(503).encode_to_vec()),
            (Some(Behaviour::Refuses), _) => Ok(coded(400).encode_to_vec()),
            (Some(Behaviour::Fails), _) => Ok(coded(500).encode_to_vec()),
            (Some(Behaviour::Lies), _) => {
                Ok(FilterSubscribeResponse { request_id: "other".to_owned(), ..coded(200) }.encode_to_vec())
            }
            (behaviour, Some(server)) => match server.handle("client", &request.bytes, self.now) {
                Answer::Reply(_) if behaviour == Some(&Behaviour::LosesAnswers) => gone,
                Answer::Reply(bytes) => Ok(bytes),
                other => panic!("{other:?}"),
            },
        };
        let actions = self.client.answered(&request.id, answer, self.now, &mut self.entropy);
        self.take(actions);
    }

    /// Answers what is asked, and what is asked then.
    pub(super) fn answer_all(&mut self) {
        let mut rounds = 10_000;
        while !self.waiting.is_empty() {
            self.answer_one(0);
            rounds -= 1;
            assert!(rounds > 0, "it does not come to rest");
        }
    }

    /// Lets pass what time it takes until only pings are left to do.
    pub(super) fn settle(&mut self) {
        self.answer_all();
        let end = self.now + 30 * 60_000;
        while let Some(at) = self.client.next_deadline().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.tick();
            self.answer_all();
        }
    }

    pub(super) fn holders_at(&self, name: &str, topic: &str) -> bool {
        !self.servers[name].subscribers_of(SHARD, topic).is_empty()
    }

    /// Connected peers that would push a message of the topic.
    pub(super) fn holders(&self, topic: &str) -> usize {
        self.connected.iter().filter(|name| self.holders_at(name, topic)).count()
    }

    pub(super) fn expire(&mut self) {
        for server in self.servers.values_mut() {
            server.expire(self.now);
        }
    }
}
