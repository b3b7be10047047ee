//! What is wanted, compared with what peers hold.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::FilterClient;
use super::peer::Held;

impl FilterClient {
    /// Afterwards peers hold what is wanted, as far as they may, and nothing else; the rest is missing.
    pub(super) fn assign(&mut self) {
        self.give_up_unwanted();
        let mut missing = BTreeMap::new();
        for (pubsub_topic, topics) in &self.wanted {
            // Peers that hold something already come first: the fewer are used, the fewer have to be pinged.
            let mut able: Vec<(&String, &mut super::Peer)> =
                self.peers.iter_mut().filter(|(_, peer)| peer.may_serve(pubsub_topic)).collect();
            able.sort_by_key(|(_, peer)| (peer.criteria.is_empty(), peer.rank));
            let mut most_missing = 0;
            for topic in topics {
                let criterion = (Arc::clone(pubsub_topic), Arc::clone(topic));
                let mut holders = able.iter().filter(|(_, peer)| peer.holds(&criterion)).count();
                for (_, peer) in &mut able {
                    if holders >= self.config.redundancy {
                        break;
                    }
                    match peer.criteria.get(&criterion) {
                        None if peer.has_room() => peer.criteria.insert(criterion.clone(), Held::Assigned),
                        // Nobody has told the peer yet that it was not wanted.
                        Some(Held::Leaving) => peer.criteria.insert(criterion.clone(), Held::Subscribed),
                        // If it is on its way out, the answer brings us here again.
                        _ => continue,
                    };
                    holders = holders.saturating_add(1);
                }
                let is_leaving =
                    able.iter().any(|(_, peer)| peer.criteria.get(&criterion) == Some(&Held::LeavingAsked));
                if !is_leaving {
                    most_missing = most_missing.max(self.config.redundancy.saturating_sub(holders));
                }
            }
            if most_missing > 0 {
                missing.insert(Arc::clone(pubsub_topic), most_missing);
            }
        }
        self.missing = missing;
    }

    fn give_up_unwanted(&mut self) {
        for peer in self.peers.values_mut() {
            let wanted: BTreeMap<_, _> = self.wanted.iter().filter(|(topic, _)| peer.may_serve(topic)).collect();
            peer.criteria.retain(|(pubsub_topic, topic), held| {
                let is_wanted = wanted.get(pubsub_topic).is_some_and(|topics| topics.contains(topic));
                match held {
                    Held::Assigned => return is_wanted,
                    Held::Subscribed if !is_wanted => *held = Held::Leaving,
                    _ => {}
                }
                true
            });
        }
    }
}
