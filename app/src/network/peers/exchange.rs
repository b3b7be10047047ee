//! Telling others of the nodes that we know.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use status_domain::discovery::enr::{Record, Shards};
use status_domain::discovery::peer_exchange::{PeerExchangeServer, ServerDecision};
use status_ports::{Answer, Clock, PeerHandler, PeerProtocol};

use crate::world::EntropySource;

/// The side of peer exchange that answers.
pub(crate) struct PeerExchange {
    server: Mutex<PeerExchangeServer>,
    clock: Arc<dyn Clock>,
    entropy: EntropySource,
}

impl PeerExchange {
    pub(super) fn new(shards: Option<Shards>, clock: Arc<dyn Clock>, entropy: EntropySource) -> Self {
        Self { server: Mutex::new(PeerExchangeServer::new(shards)), clock, entropy }
    }

    /// Learns of a node.
    pub(super) fn learn(&self, record: &Record) {
        self.server.lock().unwrap_or_else(PoisonError::into_inner).learn(record.clone());
    }
}

#[async_trait]
impl PeerHandler for PeerExchange {
    async fn handle(&self, peer_id: &str, protocol: PeerProtocol, request: Vec<u8>) -> Answer {
        if protocol != PeerProtocol::PeerExchange {
            return Answer::Reset;
        }
        let (now, mut entropy) = (self.clock.unix_millis(), (self.entropy)());
        let mut server = self.server.lock().unwrap_or_else(PoisonError::into_inner);
        match server.handle(peer_id, &request, now, &mut *entropy) {
            ServerDecision::Answer(bytes) => Answer::Reply(bytes),
            ServerDecision::Reset => Answer::Reset,
        }
    }
}
