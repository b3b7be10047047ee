//! How often is published.

use std::time::Duration;

use status_domain::transport::{BURST, MESSAGES_PER_SECOND};
use status_ports::{Waku as _, WakuEvent};
use tokio::time::Instant;

use super::world::World;

/// Somebody on the network who counts.
async fn count(mut events: tokio::sync::mpsc::Receiver<WakuEvent>) -> Vec<Instant> {
    let mut times = Vec::new();
    while let Some(event) = events.recv().await {
        if matches!(event, WakuEvent::Message { .. }) {
            times.push(Instant::now());
        }
    }
    times
}

#[tokio::test(start_paused = true)]
async fn fifty_messages_share_envelopes_and_keep_to_the_limit() {
    let mut world = World::new();
    let (alice, bobby) = (world.person("alice"), world.person("bobby"));
    let (mut alice, mut bobby) = (world.start(&alice).await, world.start(&bobby).await);
    alice.dial(&bobby).await;
    alice.befriend(&mut bobby).await;
    let (watcher, events) = world.network.start("watcher");
    watcher.subscribe("/waku/2/rs/16/32").await.unwrap();
    watcher.dial_peer(&alice.waku.listen_addresses().await.unwrap()[0]).await.unwrap();
    let counted = tokio::spawn(count(events));
    tokio::time::sleep(Duration::from_secs(10)).await;

    let begin = Instant::now();
    let mut texts = Vec::new();
    for number in 0..50 {
        let text = format!("message {number}");
        alice.say(&bobby, &text).await;
        texts.push(text);
        // As fast as a client that sends one after another.
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    bobby.hear("message 49").await;
    assert!(begin.elapsed() < Duration::from_secs(3), "took {:?}", begin.elapsed());
    let heard = bobby.texts_with(&alice.me).await;
    assert_eq!(heard[1..], texts);

    tokio::time::sleep(Duration::from_secs(20)).await;
    watcher.stop().await;
    let times = counted.await.unwrap();
    let times: Vec<_> = times.into_iter().filter(|at| *at >= begin).collect();
    // Both talk: messages one way, acknowledgements the other.
    assert!(times.len() < 50, "{} envelopes", times.len());
    for (index, first) in times.iter().enumerate() {
        for last in &times[index..] {
            let count = u64::try_from(times.iter().filter(|at| (first..=last).contains(at)).count()).unwrap();
            let most = 2 * (BURST + MESSAGES_PER_SECOND * u64::try_from((*last - *first).as_millis()).unwrap() / 1000);
            assert!(count <= most + 2, "{count} in {:?}", *last - *first);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_contact_code_is_published_at_the_start_and_every_six_hours_and_a_status_every_five_minutes() {
    let mut world = World::new();
    let alice = world.person("alice");
    let alice = world.start(&alice).await;
    let (watcher, events) = world.network.start("watcher");
    watcher.subscribe("/waku/2/rs/16/32").await.unwrap();
    tokio::time::sleep(Duration::from_secs(3600)).await;
    watcher.dial_peer(&alice.waku.listen_addresses().await.unwrap()[0]).await.unwrap();
    let begin = Instant::now();
    let counted = tokio::spawn(count(events));
    tokio::time::sleep(Duration::from_secs(24 * 3600 + 180)).await;
    watcher.stop().await;
    let hours: Vec<_> = counted.await.unwrap().iter().map(|at| (*at - begin).as_secs() / 3600).collect();
    let in_hour = |hour: u64| hours.iter().filter(|at| **at == hour).count();
    // At first only the prekeys, then all of it.
    assert_eq!(in_hour(0), 12 + 2);
    for hour in 1..24 {
        assert_eq!(in_hour(hour), if hour % 6 == 0 { 12 + 1 } else { 12 }, "{hour}");
    }
}
