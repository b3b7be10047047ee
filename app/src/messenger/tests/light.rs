//! Light clients, devices that are offline, and going over from one to the other.

use std::time::Duration;

use status_ports::{OutgoingStatus, Waku as _, WakuMode};

use super::service::Service;
use super::world::{Process, World};

impl Process {
    pub(super) async fn dial_service(&self, service: &Service) {
        let addresses = service.waku.listen_addresses().await.unwrap();
        self.waku.dial_peer(&addresses[0]).await.unwrap();
    }

    async fn texts_with_once(&self, other: &Self, expected: &[String]) {
        let mut heard = self.texts_with(&other.me).await;
        heard.retain(|text| text != "gladly");
        assert_eq!(heard, expected);
    }
}

fn numbered(from: u32, to: u32) -> Vec<String> {
    (from..to).map(|number| format!("message {number}")).collect()
}

/// Two light clients with their service nodes, who are no contacts yet.
async fn light_pair(world: &mut World, services: &[&str]) -> (Process, Process, Vec<Service>) {
    let (alice, bobby) = (world.person("alice"), world.person("bobby"));
    let (alice, bobby) = (world.log_in_light(&alice), world.log_in_light(&bobby));
    let mut running: Vec<Service> = Vec::new();
    for name in services {
        let service = Service::start(&world.network, name).await;
        for earlier in &running {
            service.waku.dial_peer(&earlier.waku.listen_addresses().await.unwrap()[0]).await.unwrap();
        }
        alice.dial_service(&service).await;
        bobby.dial_service(&service).await;
        running.push(service);
    }
    alice.messenger.start().await.unwrap();
    bobby.messenger.start().await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    (alice, bobby, running)
}

#[tokio::test(start_paused = true)]
async fn light_clients_talk_through_one_service_node() {
    let mut world = World::new();
    let (mut alice, mut bobby, _services) = light_pair(&mut world, &["service"]).await;
    alice.befriend(&mut bobby).await;
    let begin = tokio::time::Instant::now();
    let id = alice.say(&bobby, "by filter").await;
    assert_eq!(alice.next("envelope.sent").await["ids"][0], *id);
    bobby.hear("by filter").await;
    alice.until_delivered(&id).await;
    assert!(begin.elapsed() < Duration::from_millis(150), "took {:?}", begin.elapsed());
    assert_eq!(alice.status_of(&id).await, Some(OutgoingStatus::Delivered));
}

#[tokio::test(start_paused = true)]
async fn what_two_service_nodes_push_arrives_once() {
    let mut world = World::new();
    let (mut alice, mut bobby, _services) = light_pair(&mut world, &["one", "two"]).await;
    alice.befriend(&mut bobby).await;
    for text in numbered(0, 5) {
        let id = alice.say(&bobby, &text).await;
        alice.until_delivered(&id).await;
    }
    bobby.texts_with_once(&alice, &numbered(0, 5)).await;
    let mut announced = Vec::new();
    while let Some(event) = bobby.seen("messages.new") {
        announced.extend(event["messages"].as_array().unwrap().iter().map(|message| message["text"].clone()));
    }
    assert_eq!(announced, numbered(0, 5));
}

#[tokio::test(start_paused = true)]
async fn when_a_service_node_vanishes_others_take_its_place() {
    let mut world = World::new();
    let (mut alice, mut bobby, services) = light_pair(&mut world, &["one", "two", "three"]).await;
    alice.befriend(&mut bobby).await;
    for (number, text) in numbered(0, 3).iter().enumerate() {
        let id = alice.say(&bobby, text).await;
        bobby.hear(text).await;
        alice.until_delivered(&id).await;
        if number < 2 {
            services[number].crash().await;
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
    bobby.texts_with_once(&alice, &numbered(0, 3)).await;
}

#[tokio::test(start_paused = true)]
async fn without_a_service_node_messages_wait() {
    let mut world = World::new();
    let (mut alice, mut bobby, services) = light_pair(&mut world, &["one"]).await;
    alice.befriend(&mut bobby).await;
    services[0].crash().await;
    let id = alice.say(&bobby, "patience").await;
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert_eq!(alice.status_of(&id).await, Some(OutgoingStatus::Sending));
    assert_eq!(alice.seen("envelope.expired"), None);

    let service = Service::start(&world.network, "two").await;
    bobby.dial_service(&service).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    alice.dial_service(&service).await;
    bobby.hear("patience").await;
    alice.until_delivered(&id).await;
}

#[tokio::test(start_paused = true)]
async fn going_over_in_the_middle_of_a_conversation_loses_and_repeats_nothing() {
    let mut world = World::new();
    let (alice, bobby) = (world.person("alice"), world.person("bobby"));
    let (mut alice, mut bobby) = (world.start(&alice).await, world.start(&bobby).await);
    let service = Service::start(&world.network, "service").await;
    alice.dial_service(&service).await;
    bobby.dial_service(&service).await;
    alice.befriend(&mut bobby).await;
    let (mut mode, mut said) = (WakuMode::Relay, Vec::new());
    for (number, text) in numbered(0, 40).iter().enumerate() {
        let begin = tokio::time::Instant::now();
        if number % 5 == 2 {
            mode = if mode == WakuMode::Relay { WakuMode::Light } else { WakuMode::Relay };
            alice.network.set_mode(mode);
        }
        let (hers, his) = (format!("alice's {text}"), format!("bobby's {text}"));
        said.extend([(true, alice.say(&bobby, &hers).await), (false, bobby.say(&alice, &his).await)]);
        bobby.hear(&hers).await;
        alice.hear(&his).await;
        // Nothing had to be sent again.
        assert!(begin.elapsed() < Duration::from_secs(1), "{number} took {:?}", begin.elapsed());
        tokio::time::sleep(Duration::from_millis(400)).await;
    }
    for (person, other, whose) in [(&alice, &bobby, "bobby's"), (&bobby, &alice, "alice's")] {
        let mut heard = person.texts_with(&other.me).await;
        heard.retain(|text| text.starts_with(whose));
        let said: Vec<_> = numbered(0, 40).iter().map(|text| format!("{whose} {text}")).collect();
        assert_eq!(heard, said);
    }
    for (is_hers, id) in said {
        let status = if is_hers { alice.status_of(&id).await } else { bobby.status_of(&id).await };
        assert_eq!(status, Some(OutgoingStatus::Delivered));
    }
}

#[tokio::test(start_paused = true)]
async fn an_offline_device_tries_nothing_and_comes_back_at_once() {
    let mut world = World::new();
    let (mut alice, mut bobby, services) = light_pair(&mut world, &["service"]).await;
    alice.befriend(&mut bobby).await;
    alice.network.device_changed(|device| device.connection_changed("none", false));
    tokio::time::sleep(Duration::from_secs(1)).await;
    bobby.network.device_changed(|device| device.set_paused(true));
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(alice.waku.peers().await.unwrap().is_empty());
    let before = services[0].requests();
    let id = alice.say(&bobby, "from the plane").await;
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert_eq!(services[0].requests(), before);
    assert_eq!(alice.status_of(&id).await, Some(OutgoingStatus::Sending));

    bobby.network.device_changed(|device| device.set_paused(false));
    tokio::time::sleep(Duration::from_secs(1)).await;
    let back = tokio::time::Instant::now();
    alice.network.device_changed(|device| device.connection_changed("wifi", false));
    bobby.hear("from the plane").await;
    alice.until_delivered(&id).await;
    assert!(back.elapsed() < Duration::from_secs(1), "took {:?}", back.elapsed());
}

#[tokio::test(start_paused = true)]
async fn another_network_means_new_connections_and_nothing_lost() {
    let mut world = World::new();
    let (mut alice, mut bobby, _services) = light_pair(&mut world, &["service"]).await;
    alice.befriend(&mut bobby).await;
    let mut situation = bobby.network.situation();
    bobby.network.device_changed(|device| device.connection_changed("wifi", false));
    bobby.network.device_changed(|device| device.connection_changed("cellular", true));
    // The keeper of connections dials anew.
    situation.wait_for(|situation| situation.moves == 1).await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let id = alice.say(&bobby, "in the train").await;
    bobby.hear("in the train").await;
    alice.until_delivered(&id).await;
}

#[tokio::test(start_paused = true)]
async fn a_message_that_service_nodes_find_too_large_is_given_up_with_the_reason() {
    let mut world = World::new();
    let (mut alice, mut bobby, services) = light_pair(&mut world, &["service"]).await;
    alice.befriend(&mut bobby).await;
    services[0].refuse_as_too_large();
    let id = alice.say(&bobby, "a novel").await;
    let expired = alice.next("envelope.expired").await;
    assert_eq!(expired["ids"], serde_json::json!([id]));
    let reason = expired["message"].as_str().unwrap();
    assert!(reason.contains("bytes is larger than"), "{reason}");
}
