//! What other nodes, and DNS, tell of nodes.

use std::collections::{BTreeMap, BTreeSet};

use status_domain::discovery::connector::{Connected, Connector, ConnectorLimits, Dial, Found, Source};
use status_domain::discovery::enr::{Multiaddr, Record};
use status_domain::discovery::fleet::fleets;
use status_domain::discovery::peer_exchange::{MAX_PEERS, PeerExchangeServer, read_response};
use status_domain::discovery::tree::{Entry, Root, TreeLink, TreeWalk, WalkLimits};
use status_memory::SeededEntropy;

use crate::sequence::pieces;

/// A record, in both forms, is the same when it is read again; its addresses end in its own peer id.
pub(crate) fn node_record(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    for record in [Record::from_bytes(input), Record::from_text(&text)].into_iter().flatten() {
        assert_eq!(Record::from_bytes(record.as_bytes()), Ok(record.clone()));
        assert_eq!(Record::from_text(&record.to_string()), Ok(record.clone()));
        let end = format!("/p2p/{}", record.peer_id());
        assert!(record.addresses().iter().all(|address| address.ends_with(&end)));
        for address in record.multiaddrs() {
            assert_eq!(Multiaddr::from_text(&address.to_string()), Some(address));
        }
    }
    if let Some(address) = Multiaddr::from_bytes(input) {
        assert_eq!(Multiaddr::from_text(&address.to_string()), Some(address));
    }
}

/// Any texts for any names: the walk ends within its limits, and asks for nothing twice.
pub(crate) fn node_list(input: &[u8]) {
    let texts: Vec<String> = pieces(input).map(|piece| String::from_utf8_lossy(piece).into_owned()).collect();
    for text in &texts {
        if let Ok(link) = text.parse::<TreeLink>() {
            assert_eq!(link.to_string().parse(), Ok(link));
        }
        let _ = Entry::from_text(text);
    }
    let limits = WalkLimits { lookups: 10, nodes: 5, lists: 3 };
    for link in fleets().into_iter().flat_map(|fleet| fleet.entry_points.lists) {
        texts.iter().for_each(|text| drop(Root::from_text(text, &link.key)));
        let mut walk = TreeWalk::new(link, limits);
        let (mut entropy, mut asked, mut found) = (SeededEntropy::new(1), BTreeSet::new(), 0_usize);
        while let Some(name) = walk.next_name(&mut entropy) {
            assert!(asked.insert(name), "asked twice");
            assert!(asked.len() <= limits.lookups, "the walk does not end");
            found = found.saturating_add(walk.answer(&texts).iter().count());
        }
        assert!(found <= limits.nodes);
    }
}

/// Any bytes as question and as answer: bounded, and each node once.
pub(crate) fn peer_exchange(input: &[u8]) {
    let mut server = PeerExchangeServer::default();
    for (piece, now) in pieces(input).zip((0..).step_by(500)) {
        let _ = Record::from_bytes(piece).map(|record| server.learn(record));
        let _ = server.handle("peer", piece, now, &mut SeededEntropy::new(now));
        if let Ok(records) = read_response(piece, 20) {
            let nodes: BTreeSet<String> = records.iter().map(Record::peer_id).collect();
            assert!(nodes.len() == records.len() && nodes.len() <= 20.min(MAX_PEERS));
        }
    }
}

/// Any order of facts: nobody is dialled who is connected or being dialled, and never more than five at once.
pub(crate) fn connector(input: &[u8]) {
    let limits = ConnectorLimits { min: 2, target: 4 };
    let mut connector = Connector::new(limits, &[Source::Dns, Source::NodeDiscovery, Source::PeerExchange], 0);
    let mut entropy = SeededEntropy::new(1);
    let (mut now, mut dialling, mut connected) = (0_u64, Vec::<Dial>::new(), BTreeMap::new());
    for [kind, value] in input.as_chunks().0 {
        let name = value.checked_rem(64).unwrap_or_default();
        let found = Found::at(&format!("/ip4/10.0.0.1/tcp/{name}/p2p/{name}"));
        match kind.checked_rem(6) {
            Some(0) => connector.add(found.into_iter().collect(), *value >= 128),
            Some(1) => connector.answered(Source::Dns, found.into_iter().collect(), now, &mut entropy),
            Some(2) if !dialling.is_empty() => {
                let dial = dialling.swap_remove(0);
                connector.dialled(&dial, *value >= 128, now, &mut entropy);
            }
            Some(3) => {
                let peer = Connected { is_useful: *value >= 64, exchanges_peers: *value >= 128 };
                connected.insert(name.to_string(), peer);
                connector.connected(connected.clone(), now);
            }
            Some(4) => {
                connected.remove(&name.to_string());
                connector.connected(connected.clone(), now);
            }
            _ => now = now.saturating_add(u64::from(*value).saturating_mul(10_000)),
        }
        let plan = connector.plan(now, &mut entropy);
        for dial in plan.dial {
            assert!(!connected.contains_key(&dial.peer_id), "who is connected is dialled");
            assert!(dialling.iter().all(|other| other.peer_id != dial.peer_id), "dialled twice");
            dialling.push(dial);
        }
        assert!(dialling.len() <= 5, "too many at once");
        assert!(plan.wake_at.is_none_or(|at| at > now), "no rest");
    }
}
