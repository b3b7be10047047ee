//! Mutes end by themselves.

use std::time::Duration;

use status_domain::chat::{self, MuteVariation};
use status_domain::identity::public_key_text;
use status_domain::messaging::CommandError;
use tokio::time::timeout;

use super::world::World;

#[tokio::test(start_paused = true)]
async fn a_chat_is_unmuted_when_its_time_is_over_and_the_client_is_told() {
    let mut world = World::new();
    let (alice, bobby) = (world.person("alice"), world.person("bobby"));
    let id = public_key_text(&bobby.key.public_key());
    let mut alice = world.start(&alice).await;
    let chat_id = id.clone();
    let mute = |minutes: u64| {
        let id = chat_id.clone();
        let variation = MuteVariation::For(minutes * 60_000);
        alice.messenger.command::<CommandError>(move |context| chat::mute(context, &id, variation))
    };
    // The later word counts.
    mute(60).await.unwrap();
    mute(1).await.unwrap();
    tokio::time::sleep(Duration::from_secs(30)).await;
    assert!(alice.signals.try_recv().is_none_or(|text| !text.contains("messages.new")));
    let told = timeout(Duration::from_secs(31), async {
        loop {
            let text = alice.signals.recv().await.unwrap();
            if text.contains("messages.new") {
                return text;
            }
        }
    });
    let told: serde_json::Value = serde_json::from_str(&told.await.unwrap()).unwrap();
    let shown = &told["event"]["chats"][0];
    assert_eq!((shown["id"].as_str(), shown["muted"].as_bool()), (Some(id.as_str()), Some(false)));
    assert_eq!(shown["muteTill"], "0001-01-01T00:00:00Z");
}
