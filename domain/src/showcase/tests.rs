use std::collections::BTreeSet;

use proptest::prelude::*;
use prost::Message;
use status_ports::{ContactStore, KeypairAccountRecord, KeypairStore, Operable, ShowcaseStore};
use status_proto::status::application_metadata_message::Type;
use status_proto::status::{
    ChatIdentity, ContactCodeAdvertisement, ProfileShowcase, ProfileShowcaseAccount,
    ProfileShowcaseAccountPreference as Account, ProfileShowcaseCollectiblePreference as Collectible,
    ProfileShowcaseCommunityPreference as Community, ProfileShowcaseEntries, ProfileShowcaseEntriesEncrypted,
    ProfileShowcaseSocialLink, ProfileShowcaseSocialLinkPreference as SocialLink,
    ProfileShowcaseUnverifiedTokenPreference as UnverifiedToken,
    ProfileShowcaseVerifiedTokenPreference as VerifiedToken, SyncProfileShowcasePreferences as Preferences,
};

use super::{entries_of, entries_with_account, open, preferences, set_preferences};
use crate::contact::identity_beside_contact_code;
use crate::crypto::PrivateKey;
use crate::messaging::tests::{Person, friends};
use crate::messaging::{HandleError, Outcome, ReceivedMessage};

const ADDRESS: &str = "0x0101010101010101010101010101010101010101";

fn link(text: &str, showcase_visibility: i32) -> SocialLink {
    SocialLink { url: "https://a.b".into(), text: text.into(), order: 0, showcase_visibility }
}

fn account(address: &str, showcase_visibility: i32) -> Account {
    Account { address: address.into(), showcase_visibility, ..Account::default() }
}

fn own_account(person: &mut Person) {
    let account = KeypairAccountRecord {
        address: [1; 20],
        key_uid: None,
        public_key: Vec::new(),
        path: String::new(),
        name: "Savings".into(),
        color: "army".into(),
        emoji: "\u{1F980}".into(),
        wallet: true,
        chat: false,
        hidden: false,
        operable: Operable::Fully,
        created_at: 0,
        clock: 0,
        position: 0,
        removed: false,
        prod_preferred_chain_ids: String::new(),
        test_preferred_chain_ids: String::new(),
        address_was_not_shown: false,
    };
    person.stores.save_keypair_account(&account).unwrap();
}

fn everything_shown() -> Preferences {
    Preferences {
        accounts: vec![account(ADDRESS, 2), account("0x0202020202020202020202020202020202020202", 3)],
        social_links: vec![link("__twitter", 3), link("contacts", 2), link("verified", 1), link("nobody", 0)],
        ..Preferences::default()
    }
}

fn tell(person: &mut Person, from: &mut Person) -> Result<Outcome, HandleError> {
    let identity = from.run(identity_beside_contact_code).unwrap().unwrap();
    hear(person, from, identity)
}

fn hear(person: &mut Person, from: &Person, identity: ChatIdentity) -> Result<Outcome, HandleError> {
    let payload = ContactCodeAdvertisement { chat_identity: Some(identity) }.encode_to_vec();
    person.now = person.now.max(from.now);
    person.handle(&ReceivedMessage {
        id: hex::encode(crate::crypto::keccak256(&[&payload])),
        author: from.public_key(),
        envelope_signer: from.public_key(),
        kind: Type::ContactCodeAdvertisement,
        payload,
        whisper_timestamp: from.now / 1000 * 1000,
    })
}

fn shown(person: &mut Person, of: &Person) -> BTreeSet<String> {
    let key = of.public_key().to_compressed();
    let entries = entries_of(&mut person.stores, &key).unwrap();
    let links = entries.social_links.into_iter().map(|link| link.text);
    links.chain(entries.accounts.into_iter().map(|account| account.name)).collect()
}

#[test]
fn everybody_sees_what_is_for_them() {
    let (mut alice, mut bobby) = friends();
    let mut carol = Person::new("carol-node", 3);
    own_account(&mut alice);
    let saved = alice.run(|context| set_preferences(context, everything_shown())).unwrap();
    assert!(saved.publish_contact_code);
    let outcome = tell(&mut bobby, &mut alice).unwrap();
    assert_eq!(outcome.showcases, BTreeSet::from([alice.public_key().to_compressed()]));
    // The second account is none of ours.
    assert_eq!(shown(&mut bobby, &alice), BTreeSet::from(["__twitter", "contacts", "Savings"].map(String::from)));

    let identity = {
        alice.now += 25 * 60 * 60 * 1000;
        alice.run(identity_beside_contact_code).unwrap().unwrap()
    };
    hear(&mut carol, &alice, identity.clone()).unwrap();
    assert_eq!(shown(&mut carol, &alice), BTreeSet::from(["__twitter".to_owned()]));
    assert!(hear(&mut bobby, &alice, identity).unwrap().showcases.is_empty(), "it did not change");

    let verified = status_ports::ContactRecord { verification_status: 2, ..alice.contact(&bobby) };
    alice.stores.save_contact(&verified).unwrap();
    tell(&mut bobby, &mut alice).unwrap();
    assert!(shown(&mut bobby, &alice).contains("verified"));
    assert!(!shown(&mut bobby, &alice).contains("nobody"));

    alice.run(|context| set_preferences(context, Preferences::default())).unwrap();
    let outcome = tell(&mut bobby, &mut alice).unwrap();
    assert_eq!(outcome.showcases.len(), 1);
    assert!(shown(&mut bobby, &alice).is_empty());
}

#[test]
fn accounts_are_found_by_address_in_any_case() {
    let (mut alice, mut bobby) = friends();
    own_account(&mut alice);
    let upper = ADDRESS.to_uppercase().replace("0X", "0x");
    let wanted = Preferences { accounts: vec![account(&upper, 3)], ..Preferences::default() };
    alice.run(|context| set_preferences(context, wanted)).unwrap();
    tell(&mut bobby, &mut alice).unwrap();
    let found = entries_with_account(&mut bobby.stores, ADDRESS).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].0, found[0].1.color_id.as_str()), (alice.public_key().to_compressed(), "army"));
    assert_eq!(entries_with_account(&mut bobby.stores, "0x02").unwrap(), []);
}

#[test]
fn the_clock_of_preferences_only_grows() {
    let mut alice = Person::new("alice-node", 1);
    assert_eq!(preferences(&mut alice.stores).unwrap(), Preferences::default());
    alice.run(|context| set_preferences(context, Preferences::default())).unwrap();
    let first = preferences(&mut alice.stores).unwrap().clock;
    alice.now -= 60_000;
    alice.run(|context| set_preferences(context, Preferences { clock: u64::MAX, ..Preferences::default() })).unwrap();
    assert_eq!(preferences(&mut alice.stores).unwrap().clock, first + 1);
}

#[test]
fn preferences_that_break_a_rule_are_refused_and_nothing_changes() {
    let mut alice = Person::new("alice-node", 1);
    let one_account = vec![account("0x1", 3)];
    let cases: Vec<(Preferences, &str)> = vec![
        (
            Preferences { communities: vec![Community::default(); 101], ..Preferences::default() },
            "exeed maximum profile showcase communities limit",
        ),
        (
            Preferences { accounts: vec![Account::default(); 101], ..Preferences::default() },
            "exeed maximum profile showcase accounts limit",
        ),
        (
            Preferences { collectibles: vec![Collectible::default(); 101], ..Preferences::default() },
            "exeed maximum profile showcase collectibles limit",
        ),
        (
            Preferences { verified_tokens: vec![VerifiedToken::default(); 101], ..Preferences::default() },
            "exeed maximum profile showcase verified tokens limit",
        ),
        (
            Preferences { unverified_tokens: vec![UnverifiedToken::default(); 101], ..Preferences::default() },
            "exeed maximum profile showcase unverified tokens limit",
        ),
        (
            Preferences { social_links: vec![SocialLink::default(); 21], ..Preferences::default() },
            "exeed maximum profile showcase communities limit",
        ),
        (
            Preferences { verified_tokens: vec![VerifiedToken::default()], ..Preferences::default() },
            "no account provided with tokens or collectible",
        ),
        (
            Preferences { accounts: vec![account("0xab", 3), account("0xAB", 2)], ..Preferences::default() },
            "duplicate account address",
        ),
        (Preferences { accounts: vec![account("0x1", 4)], ..Preferences::default() }, "unknown showcase visibility"),
        (Preferences { social_links: vec![link("x", -1)], ..Preferences::default() }, "unknown showcase visibility"),
        (
            Preferences { social_links: vec![link(&"x".repeat(2049), 3)], ..Preferences::default() },
            "a text of the profile showcase is longer than 2048 bytes",
        ),
        (
            Preferences {
                accounts: one_account.clone(),
                collectibles: vec![Collectible { token_id: "1x".into(), ..Collectible::default() }],
                ..Preferences::default()
            },
            "failed to convert collectible token id to bigint",
        ),
        (
            Preferences {
                accounts: one_account,
                collectibles: vec![Collectible { token_id: "12".into(), ..Collectible::default() }],
                ..Preferences::default()
            },
            "the owner of a collectible cannot be checked: no chain is asked for it",
        ),
    ];
    for (case, expected) in cases {
        let error = alice.run(|context| set_preferences(context, case)).unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert_eq!(alice.stores.showcase_preferences().unwrap(), None);
    }
}

#[test]
fn received_showcases_that_break_a_rule_are_refused_with_the_whole_identity() {
    let (mut alice, bobby) = friends();
    let with =
        |entries: ProfileShowcaseEntries| ProfileShowcase { for_everyone: Some(entries), ..ProfileShowcase::default() };
    let crowd = ProfileShowcaseEntries {
        accounts: vec![ProfileShowcaseAccount::default(); 101],
        ..ProfileShowcaseEntries::default()
    };
    let long = ProfileShowcaseSocialLink { url: "x".repeat(2049), ..ProfileShowcaseSocialLink::default() };
    let long = ProfileShowcaseEntries { social_links: vec![long], ..ProfileShowcaseEntries::default() };
    for (showcase, expected) in [
        (with(crowd), "exeed maximum profile showcase accounts limit"),
        (with(long), "a text of the profile showcase is longer than 2048 bytes"),
    ] {
        let before = alice.everything();
        let identity = ChatIdentity {
            clock: bobby.now + 5,
            description: "changed".into(),
            profile_showcase: Some(showcase),
            ..ChatIdentity::default()
        };
        let error = hear(&mut alice, &bobby, identity).unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert_eq!(alice.everything(), before);
    }
}

#[test]
fn a_showcase_with_parts_missing_is_read_as_far_as_it_goes() {
    let (mut alice, bobby) = friends();
    let identity = ChatIdentity {
        clock: bobby.now + 5,
        profile_showcase: Some(ProfileShowcase::default()),
        ..ChatIdentity::default()
    };
    assert!(hear(&mut alice, &bobby, identity).unwrap().showcases.is_empty());
}

proptest! {
    #[test]
    fn no_showcase_stops_its_reader(
        entries in proptest::collection::vec(any::<u8>(), 0..100),
        keys in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..70), 0..4),
    ) {
        let (reader, author) = (PrivateKey::from_bytes(&[1; 32]).unwrap(), PrivateKey::from_bytes(&[2; 32]).unwrap());
        let showcase = ProfileShowcase {
            for_contacts: Some(ProfileShowcaseEntriesEncrypted { encrypted_entries: entries, encryption_keys: keys }),
            ..ProfileShowcase::default()
        };
        prop_assert!(open(&reader.diffie_hellman(&author.public_key()), showcase).is_ok());
    }
}
