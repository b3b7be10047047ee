//! Login, start, stop, crash, and being away.

use std::time::Duration;

use status_ports::OutgoingStatus;

use super::super::MessengerError;
use super::world::World;

#[tokio::test(start_paused = true)]
async fn a_second_start_is_refused_and_changes_nothing() {
    let mut world = World::new();
    let alice = world.person("alice");
    let alice = world.start(&alice).await;
    let refused = alice.messenger.start().await;
    assert!(matches!(refused, Err(MessengerError::AlreadyStarted)));
    assert_eq!(refused.unwrap_err().to_string(), "messenger already started");
    alice.messenger.stop().await;
    alice.messenger.stop().await;
    assert!(alice.messenger.start().await.is_err());
}

#[tokio::test(start_paused = true)]
async fn before_the_start_nothing_is_sent_or_handled_but_nothing_is_lost() {
    let mut world = World::new();
    let (alice, bobby) = (world.person("alice"), world.person("bobby"));
    let (mut alice, mut bobby) = (world.log_in(&alice), world.start(&bobby).await);
    alice.dial(&bobby).await;
    assert_eq!(alice.next("wakuv2.peerstats").await["isOnline"], true);
    let theirs = bobby.ask(&alice, "from bobby").await;
    let ours = alice.ask(&bobby, "from alice").await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(alice.seen("messages.new"), None);
    assert_eq!(bobby.seen("messages.new"), None);

    alice.messenger.start().await.unwrap();
    assert_eq!(alice.hear("from bobby").await, theirs);
    assert_eq!(bobby.hear("from alice").await, ours);
}

#[tokio::test(start_paused = true)]
async fn what_waits_comes_in_one_signal() {
    let mut world = World::new();
    let (alice, bobby) = (world.person("alice"), world.person("bobby"));
    let (mut one, mut other) = (world.start(&alice).await, world.start(&bobby).await);
    one.dial(&other).await;
    one.befriend(&mut other).await;
    other.crash().await;

    let mut other = world.log_in(&bobby);
    other.dial(&one).await;
    for number in 0..4 {
        one.say(&other, &format!("message {number}")).await;
        one.next("envelope.sent").await;
    }
    other.messenger.start().await.unwrap();
    let event = other.next("messages.new").await;
    assert_eq!(event["messages"].as_array().unwrap().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn after_the_stop_nothing_is_sent() {
    let mut world = World::new();
    let (alice, bobby) = (world.person("alice"), world.person("bobby"));
    let (alice, mut bobby) = (world.start(&alice).await, world.start(&bobby).await);
    alice.dial(&bobby).await;
    alice.messenger.stop().await;
    let id = alice.ask(&bobby, "too late").await;
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert_eq!(bobby.seen("messages.new"), None);
    assert_eq!(alice.status_of(&id).await, Some(OutgoingStatus::Sending));
}

#[tokio::test(start_paused = true)]
async fn what_was_said_before_a_crash_is_sent_once_after_it() {
    let mut world = World::new();
    let (alice, bobby) = (world.person("alice"), world.person("bobby"));
    let (mut one, mut other) = (world.start(&alice).await, world.start(&bobby).await);
    one.dial(&other).await;
    one.befriend(&mut other).await;
    one.crash().await;

    // Committed, never published: nobody is there.
    let one = world.start(&alice).await;
    let id = one.say(&other, "still true").await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(one.status_of(&id).await, Some(OutgoingStatus::Sending));
    one.crash().await;

    let mut one = world.start(&alice).await;
    one.dial(&other).await;
    other.hear("still true").await;
    one.until_delivered(&id).await;
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert_eq!(other.texts_with(&one.me).await, ["gladly", "still true"]);
}

#[tokio::test(start_paused = true)]
async fn who_was_away_catches_up_soon_after_coming_back() {
    let mut world = World::new();
    let (alice, bobby, carol) = (world.person("alice"), world.person("bobby"), world.person("carol"));
    let (mut one, mut other) = (world.start(&alice).await, world.start(&bobby).await);
    let relay = world.start(&carol).await;
    one.dial(&relay).await;
    other.dial(&relay).await;
    one.befriend(&mut other).await;
    other.crash().await;

    let mut ids = Vec::new();
    for text in ["are you there?", "no?", "call me"] {
        ids.push(one.say_to(bobby.key.public_key(), text).await);
        assert_eq!(one.next("envelope.sent").await["ids"][0], *ids.last().unwrap());
        tokio::time::sleep(Duration::from_secs(40)).await;
    }
    // By now they are repeated at long intervals only.
    tokio::time::sleep(Duration::from_secs(3600)).await;

    let other = world.start(&bobby).await;
    let back = tokio::time::Instant::now();
    other.dial(&relay).await;
    for id in &ids {
        one.until_delivered(id).await;
    }
    assert!(back.elapsed() < Duration::from_secs(3), "took {:?}", back.elapsed());
    assert_eq!(other.texts_with(&one.me).await, ["gladly", "are you there?", "no?", "call me"]);
    assert_eq!(one.status_of(&ids[0]).await, Some(OutgoingStatus::Delivered));
    drop(relay);
}
