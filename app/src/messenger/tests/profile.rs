//! What people say of themselves, and whom it reaches.

use std::time::Duration;

use serde_json::json;
use status_domain::identity::CustomizationColor;
use status_domain::messaging::Context;
use status_domain::profile::{self, OwnPictures};
use status_domain::user_status;
use status_ports::{
    CompressedKey, ContactImageRecord, IdentityImageRecord, ProfileStoreExt as _, SettingRecord, StorageError,
};

use super::world::{Process, World};

const THUMBNAIL: [u8; 5] = [0xff, 0xd8, 0xff, 0xe0, 1];
const LARGE: [u8; 6] = [0xff, 0xd8, 0xff, 0xe0, 2, 2];

fn pictures() -> OwnPictures {
    let picture = |name: &str, payload: &[u8]| IdentityImageRecord {
        name: name.to_owned(),
        payload: payload.to_vec(),
        ..IdentityImageRecord::default()
    };
    OwnPictures::new(vec![picture("thumbnail", &THUMBNAIL), picture("large", &LARGE)])
}

async fn set(process: &Process, name: &'static str, value: u64) {
    let record = SettingRecord { name: name.to_owned(), value: value.to_string() };
    let saved = process.store.transact(move |stores| stores.save_settings(&[record])).await;
    saved.map_err(|error: StorageError| error).unwrap();
}

async fn pictures_of(process: &Process, person: CompressedKey) -> Vec<ContactImageRecord> {
    let found = process.store.query(move |stores| stores.contact_images_of(&[person])).await;
    found.map_err(|error: StorageError| error).unwrap()
}

async fn say(process: &Process, bio: &'static str) {
    process.messenger.command(move |context: &mut Context<'_>| profile::set_bio(context, bio)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_is_for_contacts_arrives_at_a_contact_and_not_at_a_stranger() {
    let mut world = World::new();
    let [alice, bobby, carol] = ["alice", "bobby", "carol"].map(|name| world.person(name));
    let mut alice = world.start(&alice).await;
    let mut bobby = world.start(&bobby).await;
    let mut carol = world.start(&carol).await;
    alice.dial(&bobby).await;
    alice.dial(&carol).await;
    alice.befriend(&mut bobby).await;
    // They talk, but she is no contact.
    carol.say_to(alice.me, "hello").await;
    alice.hear("hello").await;
    alice.say_to(carol.me, "who are you?").await;
    carol.hear("who are you?").await;
    set(&alice, "profile-pictures-show-to", 1).await;
    for process in [&bobby, &carol] {
        set(process, "profile-pictures-visibility", 2).await;
    }

    alice.messenger.looks_changed(CustomizationColor::Army, pictures());
    say(&alice, "I like reefs").await;
    tokio::time::sleep(Duration::from_secs(60)).await;
    alice.say_to(carol.me, "look at me").await;
    carol.hear("look at me").await;
    let key = alice.me.to_compressed();
    for process in [&bobby, &carol] {
        let contact = process.contact(&alice.me).await;
        assert_eq!((contact.bio.as_str(), contact.customization_color.as_str()), ("I like reefs", "army"));
        assert_eq!(contact.display_name, "alice-node", "as {:?} knows her", process.me);
    }
    let images = pictures_of(&bobby, key).await;
    let images: Vec<_> = images.into_iter().map(|image| (image.name, image.payload)).collect();
    assert_eq!(images, [("large".to_owned(), LARGE.to_vec()), ("thumbnail".to_owned(), THUMBNAIL.to_vec())]);
    assert!(pictures_of(&carol, key).await.is_empty());
    alice.say_to(bobby.me, "do you see me?").await;
    let mut shown = bobby.next("local-notifications").await;
    while shown["message"] != "do you see me?" {
        shown = bobby.next("local-notifications").await;
    }
    assert_eq!(shown["notificationAuthor"]["icon"], "data:image/jpeg;base64,/9j/4AIC");

    // Of two identities of one millisecond, the first counts.
    tokio::time::sleep(Duration::from_secs(1)).await;
    alice.messenger.looks_changed(CustomizationColor::Army, OwnPictures::default());
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert!(pictures_of(&bobby, key).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn who_is_there_is_heard_of_and_missed_once_when_gone() {
    let mut world = World::new();
    let [alice, bobby] = ["alice", "bobby"].map(|name| world.person(name));
    let (mut alice, mut bobby) = (world.start(&alice).await, world.start(&bobby).await);
    alice.dial(&bobby).await;
    alice.befriend(&mut bobby).await;
    let choose = |context: &mut Context<'_>| user_status::set_user_status(context, 4, "gone fishing");
    alice.messenger.command(choose).await.unwrap();
    let told = loop {
        let event = bobby.next("messages.new").await;
        if let Some(status) = event["statusUpdates"].as_array().and_then(|list| list.first()).cloned() {
            break status;
        }
    };
    assert_eq!((&told["statusType"], &told["text"]), (&json!(4), &json!("gone fishing")));

    // Bobby says every five minutes that he is there, until he is not.
    tokio::time::sleep(Duration::from_secs(20 * 60)).await;
    assert_eq!(alice.seen("status.updates.timedout"), None);
    bobby.crash().await;
    let gone = alice.next("status.updates.timedout").await;
    assert_eq!(gone[0]["statusType"], 4);
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert_eq!(alice.seen("status.updates.timedout"), None);
    let statuses = alice.store.query(|stores| stores.user_statuses()).await;
    assert_eq!(statuses.map_err(|error: StorageError| error).unwrap().len(), 1);
}
