//! A network that loses, repeats and reorders, and people who send garbage.

use std::time::Duration;

use status_memory::SeededEntropy;
use status_ports::{Entropy as _, Waku as _, WakuEvent};
use tokio::sync::mpsc;

use super::world::World;

/// Loses one message in four, repeats one in four, and delays one in four behind later ones.
fn unreliable(seed: u64) -> impl FnOnce(mpsc::Receiver<WakuEvent>) -> mpsc::Receiver<WakuEvent> {
    move |mut events| {
        let (forward, receiver) = mpsc::channel(10_000);
        tokio::spawn(async move {
            let mut entropy = SeededEntropy::new(seed);
            let mut delayed = Vec::new();
            while let Some(event) = events.recv().await {
                let mut dice = [0];
                entropy.fill(&mut dice);
                let mut out = Vec::new();
                match (dice[0] % 4, &event) {
                    (0, WakuEvent::Message { .. }) => {}
                    (1, WakuEvent::Message { .. }) => out.extend([event.clone(), event]),
                    (2, WakuEvent::Message { .. }) => delayed.push(event),
                    _ => {
                        out.push(event);
                        out.append(&mut delayed);
                    }
                }
                for event in out {
                    if forward.send(event).await.is_err() {
                        return;
                    }
                }
            }
        });
        receiver
    }
}

#[tokio::test(start_paused = true)]
async fn a_bad_network_loses_and_repeats_nothing() {
    let mut world = World::new();
    let (alice, bobby) = (world.person("alice"), world.person("bobby"));
    let mut alice = world.log_in_behind(&alice, unreliable(1));
    let mut bobby = world.log_in_behind(&bobby, unreliable(2));
    alice.messenger.start().await.unwrap();
    bobby.messenger.start().await.unwrap();
    alice.dial(&bobby).await;
    alice.befriend(&mut bobby).await;
    let mut said: (Vec<String>, Vec<String>) = (Vec::new(), vec!["gladly".to_owned()]);
    for number in 0..20 {
        let (hers, his) = (format!("alice {number}"), format!("bobby {number}"));
        alice.say(&bobby, &hers).await;
        bobby.say(&alice, &his).await;
        said.0.push(hers);
        said.1.push(his);
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    tokio::time::sleep(Duration::from_secs(24 * 3600)).await;
    for (person, other) in [(&alice, &bobby), (&bobby, &alice)] {
        let mut heard = person.texts_with(&other.me).await;
        heard.sort();
        let mut all: Vec<_> = said.0.iter().chain(&said.1).cloned().collect();
        all.sort();
        assert_eq!(heard, all);
    }
}

#[tokio::test(start_paused = true)]
async fn garbage_disturbs_nobody() {
    let mut world = World::new();
    let (alice, bobby) = (world.person("alice"), world.person("bobby"));
    let (mut alice, mut bobby) = (world.start(&alice).await, world.start(&bobby).await);
    alice.dial(&bobby).await;
    let (mallory, _events) = world.network.start("mallory");
    for topic in ["/waku/2/rs/16/32", "/waku/2/rs/16/64", "nonsense"] {
        mallory.subscribe(topic).await.unwrap();
    }
    mallory.dial_peer(&alice.waku.listen_addresses().await.unwrap()[0]).await.unwrap();
    alice.befriend(&mut bobby).await;
    let mut entropy = SeededEntropy::new(7);
    for (number, topic) in world.topics_of(&alice.me).into_iter().cycle().take(300).enumerate() {
        let mut payload = vec![0; 1 + number];
        entropy.fill(&mut payload);
        let message = world.waku_message(&topic, payload);
        for pubsub_topic in ["/waku/2/rs/16/32", "/waku/2/rs/16/64"] {
            mallory.publish(pubsub_topic, message.clone()).await.unwrap();
        }
    }
    let id = bobby.say(&alice, "amid the noise").await;
    alice.hear("amid the noise").await;
    bobby.until_delivered(&id).await;
}

#[tokio::test(start_paused = true)]
async fn a_crash_of_a_part_is_not_the_end() {
    let mut world = World::new();
    let (alice, bobby) = (world.person("alice"), world.person("bobby"));
    let (mut alice, mut bobby) = (world.start(&alice).await, world.start(&bobby).await);
    alice.dial(&bobby).await;
    alice.befriend(&mut bobby).await;
    // Several tasks ask for the time; whichever crashes, messages go on.
    for number in 0..6 {
        let text = format!("message {number}");
        let id = alice.say(&bobby, &text).await;
        world.break_clock();
        bobby.hear(&text).await;
        alice.until_delivered(&id).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_full_disk_loses_nothing_and_delays_no_end() {
    let mut world = World::new();
    let (alice, bobby) = (world.person("alice"), world.person("bobby"));
    let (mut alice, mut bobby) = (world.start(&alice).await, world.start(&bobby).await);
    alice.dial(&bobby).await;
    alice.befriend(&mut bobby).await;
    bobby.fill_disk(7);
    let ids = [alice.say(&bobby, "one").await, alice.say(&bobby, "two").await];
    bobby.hear("one").await;
    alice.until_delivered(&ids[1]).await;
    assert_eq!(bobby.texts_with(&alice.me).await, ["gladly", "one", "two"]);

    let id = alice.say(&bobby, "three").await;
    alice.fill_disk(5);
    bobby.hear("three").await;
    alice.until_delivered(&id).await;

    bobby.fill_disk(u32::MAX);
    alice.say(&bobby, "four").await;
    alice.next("envelope.sent").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let begin = tokio::time::Instant::now();
    bobby.messenger.stop().await;
    assert!(begin.elapsed() < Duration::from_secs(1));
}
