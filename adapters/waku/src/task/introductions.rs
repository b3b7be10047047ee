//! What peers say of themselves, and what we say.

use libp2p::{PeerId, identify};

use super::NodeTask;
use crate::metadata::{self, Metadata, MetadataError};

/// A peer that was asked for its metadata, and what came.
pub(super) type Asked = (PeerId, Result<Metadata, MetadataError>);

impl NodeTask {
    pub(super) fn on_identify_event(&mut self, event: identify::Event) {
        if let identify::Event::Received { peer_id, info, .. } = event {
            if self.peers.identified(&peer_id, info) {
                self.tell_peers();
            }
            self.part_from_foreigner(&peer_id);
        }
    }

    /// We say of ourselves the shards of the configuration and those of our topics.
    pub(super) fn topics_changed(&self) {
        let cluster_id = self.config.cluster_id;
        let prefix = format!("/waku/2/rs/{cluster_id}/");
        let joined = self.topics.iter().filter_map(|topic| topic.strip_prefix(&prefix)?.parse::<u16>().ok());
        let shards = self.config.shards.iter().copied().chain(joined).map(u32::from).collect();
        self.own_metadata.set(Metadata { cluster_id: Some(u32::from(cluster_id)), shards });
    }

    pub(super) fn ask_metadata(&mut self, peer: PeerId) {
        if self.config.cluster_id == 0 {
            return;
        }
        let (streams, own) = (self.shared.streams.clone(), self.own_metadata.clone());
        self.asked.spawn(async move { (peer, metadata::ask(&streams, &peer, &own).await) });
    }

    pub(super) fn on_metadata(&mut self, peer: PeerId, answer: Result<Metadata, MetadataError>) {
        match answer {
            Ok(metadata) => {
                if self.peers.met(&peer, metadata) {
                    self.tell_peers();
                }
                self.part_from_foreigner(&peer);
            }
            Err(error) if error.is_malformed() => self.part_from(&peer, &error.to_string()),
            // Old nodes and light clients do not speak it; they are told apart by their topics.
            Err(error) => tracing::debug!(%peer, %error, "no metadata"),
        }
    }

    fn part_from_foreigner(&mut self, peer: &PeerId) {
        let cluster_id = self.config.cluster_id;
        if let Some(reason) = self.peers.foreign_reason(peer, cluster_id).filter(|_| cluster_id != 0) {
            self.part_from(peer, reason);
        }
    }
}
