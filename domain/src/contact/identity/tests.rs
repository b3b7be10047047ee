use std::collections::BTreeMap;

use proptest::prelude::*;
use prost::Message;
use status_ports::{ContactImageStore, ContactStore, IdentityImageRecord, SettingRecord, SettingsStore};
use status_proto::status::application_metadata_message::Type;
use status_proto::status::{ChatIdentity, ContactCodeAdvertisement, IdentityImage, ProfileShowcase};

use super::{identity_beside_contact_code, shown_picture, shown_pictures};
use crate::contact::{IdentityError, remove_contact, unknown_contact};
use crate::crypto::Readers;
use crate::messaging::tests::{Person, friends};
use crate::messaging::{HandleError, Outcome, ReceivedMessage};
use crate::profile::{self, OwnPictures};

const JPEG: [u8; 6] = [0xff, 0xd8, 0xff, 0xe0, 1, 2];

fn picture(name: &str, payload: &[u8]) -> IdentityImageRecord {
    IdentityImageRecord { name: name.to_owned(), payload: payload.to_vec(), ..IdentityImageRecord::default() }
}

fn both_pictures() -> OwnPictures {
    OwnPictures::new(vec![picture("thumbnail", &JPEG), picture("large", &[JPEG, JPEG].concat())])
}

fn set(person: &mut Person, setting: &str, value: u64) {
    let record = SettingRecord { name: setting.to_owned(), value: value.to_string() };
    person.stores.save_settings(&[record]).unwrap();
}

/// What goes out beside the contact code now.
fn published(person: &mut Person) -> Option<ChatIdentity> {
    person.run(identity_beside_contact_code).unwrap()
}

fn arrive(from: &Person, identity: ChatIdentity) -> ReceivedMessage {
    let payload = ContactCodeAdvertisement { chat_identity: Some(identity) }.encode_to_vec();
    let digest = crate::crypto::keccak256(&[&payload]);
    ReceivedMessage {
        id: format!("0x{}", hex::encode(digest)),
        author: from.public_key(),
        envelope_signer: from.public_key(),
        kind: Type::ContactCodeAdvertisement,
        payload,
        whisper_timestamp: from.now / 1000 * 1000,
    }
}

fn hear(person: &mut Person, from: &Person, identity: ChatIdentity) -> Result<Outcome, HandleError> {
    person.now = person.now.max(from.now);
    person.handle(&arrive(from, identity))
}

fn pictures_of(person: &mut Person, of: &Person) -> BTreeMap<String, Vec<u8>> {
    let images = person.stores.contact_images_of(&[of.public_key().to_compressed()]).unwrap();
    images.into_iter().map(|image| (image.name, image.payload)).collect()
}

#[test]
fn name_bio_and_pictures_for_contacts_arrive_at_contacts_only() {
    let (mut alice, mut bobby) = friends();
    let mut carol = Person::new("carol-node", 3);
    alice.pictures = both_pictures();
    set(&mut alice, "profile-pictures-show-to", 1);
    set(&mut bobby, "profile-pictures-visibility", 1);
    set(&mut carol, "profile-pictures-visibility", 2);
    alice.run(|context| profile::set_bio(context, "I like reefs")).unwrap();
    let identity = published(&mut alice).unwrap();
    assert!(identity.images.values().all(|image| image.encrypted && image.encryption_keys.len() == 1));

    let outcome = hear(&mut bobby, &alice, identity.clone()).unwrap();
    assert_eq!(outcome.contacts.values().next().unwrap().bio, "I like reefs");
    assert_eq!(pictures_of(&mut bobby, &alice).len(), 2);
    assert_eq!(pictures_of(&mut bobby, &alice)["thumbnail"], JPEG);

    hear(&mut carol, &alice, identity).unwrap();
    assert_eq!(carol.contact(&alice).bio, "I like reefs");
    assert!(pictures_of(&mut carol, &alice).is_empty());
}

#[test]
fn an_identity_is_said_once_a_day_until_it_changes_or_others_may_read_it() {
    let (mut alice, bobby) = friends();
    alice.pictures = both_pictures();
    set(&mut alice, "profile-pictures-show-to", 1);
    let first = published(&mut alice).unwrap();
    assert_eq!(published(&mut alice), None, "what is random in it is no change");
    alice.now += 24 * 60 * 60 * 1000;
    let again = published(&mut alice).unwrap();
    assert!(again.clock > first.clock);
    alice.run(|context| profile::set_bio(context, "new")).unwrap();
    assert_eq!(published(&mut alice).unwrap().description, "new");
    alice.pictures = OwnPictures::none().clone();
    assert!(published(&mut alice).unwrap().images.is_empty());
    assert_eq!(published(&mut alice), None);
    let removed = alice.run(|context| remove_contact(context, &bobby.public_key())).unwrap();
    assert!(removed.publish_contact_code);
    assert!(published(&mut alice).is_some(), "who is no contact any more reads less");
}

#[test]
fn who_never_said_anything_says_nothing() {
    let mut alice = Person::new("", 1);
    assert_eq!(published(&mut alice), None);
    alice.pictures = both_pictures();
    assert!(published(&mut alice).is_some());
    alice.pictures = OwnPictures::none().clone();
    assert!(published(&mut alice).is_some(), "that pictures are gone is told");
}

#[test]
fn a_clock_that_goes_back_does_not_hide_a_change() {
    let (mut alice, _) = friends();
    let first = published(&mut alice).unwrap();
    alice.now -= 60 * 60 * 1000;
    alice.run(|context| profile::set_bio(context, "later")).unwrap();
    assert!(published(&mut alice).unwrap().clock > first.clock);
}

#[test]
fn the_audience_of_pictures_is_kept() {
    let (mut alice, _) = friends();
    alice.pictures = both_pictures();
    for (audience, count, encrypted) in [(1, 2, true), (2, 2, false), (3, 0, false)] {
        set(&mut alice, "profile-pictures-show-to", audience);
        let images = published(&mut alice).unwrap().images;
        assert_eq!(images.len(), count);
        assert!(images.values().all(|image| image.encrypted == encrypted));
    }
}

#[test]
fn whose_pictures_are_shown_is_a_setting() {
    let (mut alice, bobby) = friends();
    let carol = Person::new("carol-node", 3);
    let image = IdentityImage { payload: JPEG.to_vec(), ..IdentityImage::default() };
    for (visibility, of_contact, of_stranger) in [(1, true, false), (2, true, true), (3, false, false)] {
        set(&mut alice, "profile-pictures-visibility", visibility);
        for (person, are_kept) in [(&bobby, of_contact), (&carol, of_stranger)] {
            let key = person.public_key().to_compressed();
            alice.stores.remove_contact_images(&key).unwrap();
            let identity = ChatIdentity {
                clock: person.now + visibility,
                images: BTreeMap::from([("thumbnail".to_owned(), image.clone())]),
                ..ChatIdentity::default()
            };
            hear(&mut alice, person, identity).unwrap();
            assert_eq!(!pictures_of(&mut alice, person).is_empty(), are_kept, "{visibility}");
            let shown = alice.run(|context| shown_picture(context.stores, &key, "thumbnail")).unwrap();
            assert_eq!(shown.is_some(), are_kept);
        }
    }
    // What was kept before is not shown any more.
    set(&mut alice, "profile-pictures-visibility", 2);
    let identity = ChatIdentity {
        clock: bobby.now + 10,
        images: BTreeMap::from([("thumbnail".to_owned(), image)]),
        ..ChatIdentity::default()
    };
    hear(&mut alice, &bobby, identity).unwrap();
    let contact = alice.contact(&bobby);
    let shown = |alice: &mut Person| alice.run(|context| shown_pictures(context.stores, &[&contact])).unwrap().len();
    assert_eq!(shown(&mut alice), 1);
    set(&mut alice, "profile-pictures-visibility", 3);
    assert_eq!(shown(&mut alice), 0);
}

#[test]
fn pictures_are_replaced_and_removed_by_newer_identities_only() {
    let (mut alice, bobby) = friends();
    set(&mut alice, "profile-pictures-visibility", 2);
    let with = |clock: u64, images: &[(&str, &[u8])]| ChatIdentity {
        clock: bobby.now + clock,
        images: images
            .iter()
            .map(|(name, payload)| {
                ((*name).to_owned(), IdentityImage { payload: payload.to_vec(), ..IdentityImage::default() })
            })
            .collect(),
        ..ChatIdentity::default()
    };
    let gif = b"GIF89a!".as_slice();
    hear(&mut alice, &bobby, with(10, &[("thumbnail", &JPEG), ("large", &JPEG), ("banner", b"no picture")])).unwrap();
    assert_eq!(pictures_of(&mut alice, &bobby).len(), 2, "people have no banner");
    assert!(hear(&mut alice, &bobby, with(5, &[])).unwrap().contacts.is_empty());
    assert_eq!(pictures_of(&mut alice, &bobby).len(), 2, "an old message removes nothing");
    hear(&mut alice, &bobby, with(11, &[("thumbnail", gif)])).unwrap();
    assert_eq!(pictures_of(&mut alice, &bobby)["thumbnail"], gif);
    assert_eq!(pictures_of(&mut alice, &bobby)["large"], JPEG, "not everywhere all are said");
    let outcome = hear(&mut alice, &bobby, with(12, &[])).unwrap();
    assert_eq!(outcome.contacts.len(), 1);
    assert!(pictures_of(&mut alice, &bobby).is_empty());
}

/// Handles an identity that must be dropped, and shows that nothing changed.
fn refused(alice: &mut Person, bobby: &Person, identity: ChatIdentity) -> HandleError {
    let before = (alice.everything(), alice.stores.contact_images().unwrap());
    let error = hear(alice, bobby, identity).unwrap_err();
    assert_eq!((alice.everything(), alice.stores.contact_images().unwrap()), before);
    error
}

#[test]
fn identities_that_break_a_rule_are_dropped_as_a_whole() {
    let (mut alice, bobby) = friends();
    set(&mut alice, "profile-pictures-visibility", 2);
    let clock = bobby.now + 10;
    let valid = ChatIdentity { clock, description: "hello".into(), ..ChatIdentity::default() };
    let with =
        |image: IdentityImage| ChatIdentity { images: BTreeMap::from([("large".to_owned(), image)]), ..valid.clone() };
    let raw = |payload: Vec<u8>| IdentityImage { payload, ..IdentityImage::default() };
    let readers = Readers::new(&bobby.key, &[alice.public_key()]);
    let sealed = readers.seal(&[&JPEG[..], &vec![0; 100 << 10]].concat(), &mut status_memory::SeededEntropy::new(1));
    let crowd = IdentityImage {
        encrypted: true,
        payload: vec![1; 40],
        encryption_keys: vec![Vec::new(); 10_001],
        ..IdentityImage::default()
    };
    let unreadable = IdentityImage {
        encrypted: true,
        payload: vec![1; 40],
        encryption_keys: sealed.keys.clone(),
        ..IdentityImage::default()
    };
    let huge = IdentityImage {
        encrypted: true,
        payload: sealed.text,
        encryption_keys: sealed.keys,
        ..IdentityImage::default()
    };
    let forged_showcase = ProfileShowcase {
        for_contacts: Some(status_proto::status::ProfileShowcaseEntriesEncrypted {
            encrypted_entries: vec![1; 40],
            encryption_keys: vec![Vec::new(); 10_001],
        }),
        ..ProfileShowcase::default()
    };
    let cases: Vec<(ChatIdentity, &str)> = vec![
        (ChatIdentity { clock: 0, ..valid.clone() }, "clock can't be 0"),
        (ChatIdentity { clock: u64::MAX, ..valid.clone() }, "clock value too high"),
        (ChatIdentity { display_name: "x".repeat(25), ..valid.clone() }, "only letters"),
        (ChatIdentity { display_name: "vitalik_eth".into(), ..valid.clone() }, "usernames ending"),
        (ChatIdentity { description: "x".repeat(241), ..valid.clone() }, "invalid bio length"),
        (with(raw(b"<script>".to_vec())), "a profile picture is no picture"),
        (with(raw(Vec::new())), "a profile picture is no picture"),
        (with(raw([&JPEG[..], &vec![0; 100 << 10]].concat())), "a profile picture is larger than 102400 bytes"),
        (with(huge), "a profile picture is larger than 102400 bytes"),
        (with(crowd), "profile picture: sealed for more than 10000 people"),
        (with(unreadable), "profile picture: sealed with another key than the one that was handed out"),
        (
            ChatIdentity { profile_showcase: Some(forged_showcase), ..valid.clone() },
            "sealed for more than 10000 people",
        ),
    ];
    for (case, expected) in cases {
        let error = refused(&mut alice, &bobby, case);
        assert!(error.to_string().starts_with(expected), "{error}");
    }
    assert!(matches!(
        refused(&mut alice, &bobby, with(IdentityImage { payload: vec![0; 200_000], ..IdentityImage::default() })),
        HandleError::Identity(IdentityError::PictureTooLarge)
    ));
    hear(&mut alice, &bobby, valid).unwrap();
    assert_eq!(alice.contact(&bobby).bio, "hello");
}

#[test]
fn what_is_sealed_for_us_by_somebody_else_is_not_taken_for_theirs() {
    let (mut alice, bobby) = friends();
    set(&mut alice, "profile-pictures-visibility", 2);
    let carol = Person::new("carol-node", 3);
    let readers = Readers::new(&carol.key, &[alice.public_key()]);
    let sealed = readers.seal(&JPEG, &mut status_memory::SeededEntropy::new(1));
    let image = IdentityImage {
        encrypted: true,
        payload: sealed.text,
        encryption_keys: sealed.keys,
        ..IdentityImage::default()
    };
    let identity = ChatIdentity {
        clock: bobby.now + 1,
        images: BTreeMap::from([("large".to_owned(), image)]),
        ..ChatIdentity::default()
    };
    hear(&mut alice, &bobby, identity).unwrap();
    assert!(pictures_of(&mut alice, &bobby).is_empty());
}

#[test]
fn an_identity_of_a_stranger_needs_leave_to_write() {
    let mut alice = Person::new("alice-node", 1);
    let carol = Person::new("carol-node", 3);
    let record = SettingRecord { name: "messages-from-contacts-only".to_owned(), value: "true".to_owned() };
    alice.stores.save_settings(&[record]).unwrap();
    let identity = ChatIdentity { clock: carol.now, description: "buy".into(), ..ChatIdentity::default() };
    assert!(matches!(refused(&mut alice, &carol, identity), HandleError::NotAllowed));
    assert_eq!(alice.stores.find_contact(&carol.public_key().to_compressed()).unwrap(), None);
    assert_eq!(alice.contact(&carol), unknown_contact(carol.public_key().to_compressed()));
}

proptest! {
    #[test]
    fn no_identity_stops_the_receiver_and_what_is_refused_changes_nothing(
        payload in proptest::collection::vec(any::<u8>(), 0..200),
        keys in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..70), 0..4),
        clock in prop_oneof![Just(0), Just(u64::MAX), 1_700_000_000_000_u64..1_700_000_200_000],
        name in "\\PC{0,30}",
        encrypted: bool,
    ) {
        let (mut alice, bobby) = friends();
        set(&mut alice, "profile-pictures-visibility", 2);
        let image = IdentityImage { payload, encryption_keys: keys, encrypted, ..IdentityImage::default() };
        let identity = ChatIdentity {
            clock,
            display_name: name,
            images: BTreeMap::from([("thumbnail".to_owned(), image)]),
            ..ChatIdentity::default()
        };
        let before = (alice.everything(), alice.stores.contact_images().unwrap());
        if hear(&mut alice, &bobby, identity).is_err() {
            prop_assert_eq!((alice.everything(), alice.stores.contact_images().unwrap()), before);
        }
    }
}
