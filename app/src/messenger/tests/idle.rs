//! What a profile costs while nothing happens.

use std::time::Duration;

use tokio::runtime::Handle;

use super::service::Service;
use super::world::World;

/// How often anything wakes up in an hour. Only timers can do that here, since no time passes otherwise. Tokio wakes up
/// for a timer of a minute about four times, since it comes nearer in steps; each of them counts.
async fn wake_ups_in_an_hour() -> u64 {
    let metrics = Handle::current().metrics();
    let before = metrics.worker_park_count(0);
    tokio::time::sleep(Duration::from_secs(3600)).await;
    metrics.worker_park_count(0) - before
}

/// One in ten seconds.
const MOST: u64 = 360;

#[tokio::test(start_paused = true)]
async fn who_relays_wakes_up_hardly_ever() {
    let mut world = World::new();
    let (alice, bobby) = (world.person("alice"), world.person("bobby"));
    let (mut alice, mut bobby) = (world.start(&alice).await, world.start(&bobby).await);
    alice.dial(&bobby).await;
    alice.befriend(&mut bobby).await;
    tokio::time::sleep(Duration::from_secs(600)).await;
    // Two people; each says every five minutes that it is there, and the other hears it.
    let count = wake_ups_in_an_hour().await;
    assert!(count < MOST, "{count}");
}

#[tokio::test(start_paused = true)]
async fn who_asks_service_nodes_wakes_up_to_ping_them_once_a_minute() {
    let mut world = World::new();
    let alice = world.person("alice");
    let alice = world.log_in_light(&alice);
    let services = [Service::start(&world.network, "one").await, Service::start(&world.network, "two").await];
    for service in &services {
        alice.dial_service(service).await;
    }
    alice.messenger.start().await.unwrap();
    tokio::time::sleep(Duration::from_secs(600)).await;
    let count = wake_ups_in_an_hour().await;
    assert!((60..MOST).contains(&count), "{count}");
}

#[tokio::test(start_paused = true)]
async fn who_is_alone_or_offline_does_not_wake_up_more() {
    for mode_is_light in [true, false] {
        let mut world = World::new();
        let alice = world.person("alice");
        let alice = if mode_is_light { world.log_in_light(&alice) } else { world.log_in(&alice) };
        alice.messenger.start().await.unwrap();
        alice.say_to(world.person("bobby").key.public_key(), "anybody there?").await;
        tokio::time::sleep(Duration::from_secs(600)).await;
        // It looks every minute whether somebody takes its message.
        let count = wake_ups_in_an_hour().await;
        assert!(count < MOST, "{count}");
        alice.network.device_changed(|device| device.connection_changed("none", false));
        tokio::time::sleep(Duration::from_secs(60)).await;
        let count = wake_ups_in_an_hour().await;
        assert!(count <= 12, "{count}");
    }
}
