use status_ports::SettingRecord;

use crate::discovery::fleet::{DEFAULT_FLEET, EntryPoints, FLEETS_JSON, ProfileNetwork, find_fleet, fleets};
use crate::discovery::peer_id::peer_id_of_address;

#[test]
fn every_listed_entry_point_is_one() {
    let listed: serde_json::Value = serde_json::from_str(FLEETS_JSON).unwrap();
    assert_eq!(listed["defaultFleet"], DEFAULT_FLEET);
    let texts = listed["fleets"].as_object().unwrap().values().flat_map(|fleet| fleet.as_object().unwrap().values());
    for text in texts.flat_map(|list| list.as_array().unwrap()) {
        EntryPoints::default().add(text.as_str().unwrap()).unwrap();
    }
}

#[test]
fn fleets_have_their_lists_and_clusters() {
    let names: Vec<String> = fleets().into_iter().map(|fleet| fleet.name).collect();
    assert_eq!(names, ["status.prod", "status.staging", "waku.sandbox", "waku.test"]);
    for fleet in fleets() {
        let is_status = fleet.name.starts_with("status.");
        assert_eq!(fleet.cluster, if is_status { 16 } else { 0 });
        assert_eq!(fleet.entry_points.bootstrap.len(), if is_status { 3 } else { 0 });
        assert_eq!(fleet.entry_points.lists.len(), 1);
        assert_eq!(fleet.shards().indices.into_iter().collect::<Vec<_>>(), [32, 64]);
    }
    // It has no nodes of Waku.
    assert_eq!(find_fleet("eth.prod"), None);
}

#[test]
fn bootstrap_nodes_are_whom_the_fleet_names() {
    let boots = [
        (
            "status.prod",
            [
                "/dns4/boot-01.do-ams3.status.prod.status.im/tcp/30303/p2p/16Uiu2HAmAR24Mbb6VuzoyUiGx42UenDkshENVDj4qnmmbabLvo31",
                "/dns4/boot-01.gc-us-central1-a.status.prod.status.im/tcp/30303/p2p/16Uiu2HAm8mUZ18tBWPXDQsaF7PbCKYA35z7WB2xNZH2EVq1qS8LJ",
                "/dns4/boot-01.ac-cn-hongkong-c.status.prod.status.im/tcp/30303/p2p/16Uiu2HAmGwcE8v7gmJNEWFtZtojYpPMTHy2jBLL6xRk33qgDxFWX",
            ],
        ),
        (
            "status.staging",
            [
                "/dns4/boot-01.do-ams3.status.staging.status.im/tcp/30303/p2p/16Uiu2HAmQE7FXQc6iZHdBzYfw3qCSDa9dLc1wsBJKoP4aZvztq2d",
                "/dns4/boot-01.gc-us-central1-a.status.staging.status.im/tcp/30303/p2p/16Uiu2HAmGAA54bBTE78MYidSy3P7Q9yAWFNTAEReJYD69VRvtL5r",
                "/dns4/boot-01.ac-cn-hongkong-c.status.staging.status.im/tcp/30303/p2p/16Uiu2HAmNTpGnyZ8W1BK2sXEmgSCNWiyDKgRU3NBR2DXST2HzxRU",
            ],
        ),
    ];
    for (name, addresses) in boots {
        let fleet = find_fleet(name).unwrap();
        for (record, address) in fleet.entry_points.bootstrap.iter().zip(addresses) {
            assert_eq!(Some(record.peer_id().as_str()), peer_id_of_address(address));
            let told = record.addresses();
            assert!(told.contains(&address.to_owned()), "{address} is not in {told:?}");
            assert!(told.contains(&address.replace("tcp/30303", "tcp/443/wss")));
            assert_eq!(record.capabilities().unwrap().bits(), 0x0d);
            assert_eq!(record.shards().unwrap().indices.into_iter().collect::<Vec<_>>(), [1, 32, 64, 128, 256]);
            assert_eq!((record.port("tcp"), record.port("udp")), (Some(30303), Some(9000)));
            assert!(record.is_usable(Some(&fleet.shards())));
        }
    }
}

#[test]
fn own_entry_points_are_lists_records_or_addresses() {
    let mut points = EntryPoints::default();
    let fleet = find_fleet("status.prod").unwrap();
    let record = fleet.entry_points.bootstrap[0].to_string();
    let address = fleet.entry_points.bootstrap[0].addresses().remove(0);
    for text in [&fleet.entry_points.lists[0].to_string(), &record, &record, &address, &address] {
        points.add(text).unwrap();
    }
    assert_eq!((points.lists.len(), points.bootstrap.len(), points.addresses.len()), (1, 1, 1));
    for text in
        ["", "/ip4/1.2.3.4/tcp/1", "/ip4/1.2.3.4/tcp/1/p2p/abc", "http://a", "enr:a", "enrtree://a@b", "node.example"]
    {
        assert!(points.add(text).is_err(), "{text}");
    }
    for port in 0..200 {
        let _ = points.add(&address.replace("30303", &port.to_string()));
    }
    assert_eq!(points.len(), 100);
}

fn stored(fleet: &str, node_config: serde_json::Value) -> Vec<SettingRecord> {
    let setting =
        |name: &str, value: serde_json::Value| SettingRecord { name: name.to_owned(), value: value.to_string() };
    vec![setting("fleet", fleet.into()), setting("node-config", node_config)]
}

#[test]
fn a_profile_is_in_its_fleet() {
    let network = ProfileNetwork::read(&stored("status.staging", serde_json::json!({"Nameserver": "1.1.1.1"})));
    let fleet = find_fleet("status.staging").unwrap();
    assert_eq!((network.entry_points, network.shards), (fleet.entry_points.clone(), Some(fleet.shards())));
    assert_eq!((network.nameserver.as_str(), network.has_node_discovery, network.udp_port), ("1.1.1.1", true, 0));
    // Nodes of these are not asked for their cluster.
    assert_eq!(ProfileNetwork::read(&stored("waku.test", serde_json::json!({}))).shards, None);
}

#[test]
fn a_profile_may_name_nodes_of_its_own() {
    let address = find_fleet("status.prod").unwrap().entry_points.bootstrap[0].addresses().remove(0);
    let config = serde_json::json!({
        "CustomNodes": {"mine": &address, "broken": "nowhere"}, "WakuNodes": [&address], "EnableDiscV5": false, "UDPPort": 9000,
    });
    let network = ProfileNetwork::read(&stored("mine", config));
    assert_eq!((network.entry_points.addresses, network.entry_points.lists), (vec![address], vec![]));
    assert_eq!((network.has_node_discovery, network.udp_port, network.shards), (false, 9000, None));
    assert_eq!(network.refused.iter().map(|error| error.0.as_str()).collect::<Vec<_>>(), ["nowhere"]);
}
