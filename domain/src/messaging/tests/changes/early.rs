use status_ports::EarlyChangeStore;

use super::hostile::{deletion, edit_of, pin_of, reaction_to};
use super::*;

#[test]
fn what_comes_first_waits_for_its_message() {
    let (mut alice, mut bobby) = readers();
    let said = say(&mut bobby, &alice, "late");
    let changes = [
        edit_of(&bobby, &alice, &said.id, 5),
        reaction_to(&bobby, &alice, &said.id, 6),
        pin_of(&bobby, &alice, &said.id, 7),
    ];
    for change in &changes {
        assert!(alice.handle(change).unwrap().shows_nothing());
    }
    assert_eq!(alice.stores.early_changes(&said.id).unwrap().len(), 3);
    let shown = alice.handle(&arrived(&bobby, &said)).unwrap();
    assert_eq!(shown.messages[&said.id].text, "edited 5");
    assert_eq!((shown.reactions.len(), shown.pins.len()), (1, 1));
    assert_eq!(counts(&mut alice, &bobby), (2, 1));
    assert!(alice.stores.early_changes(&said.id).unwrap().is_empty());
}

#[test]
fn a_message_that_was_deleted_before_it_came_counts_nowhere() {
    let (mut alice, mut bobby) = readers();
    let said = say(&mut bobby, &alice, "never mind");
    alice.handle(&deletion(&bobby, &alice, &said.id, 5)).unwrap();
    let shown = alice.handle(&arrived(&bobby, &said)).unwrap();
    assert!(shown.messages[&said.id].deleted && shown.activities.is_empty());
    assert_eq!(counts(&mut alice, &bobby), (0, 0));
}

#[test]
fn what_another_one_sent_ahead_does_not_touch_the_message() {
    let (mut alice, mut bobby, mut carol) = company();
    let message = NewMessage { chat_id: "agora".into(), text: "mine".into(), content_type: 1, ..NewMessage::default() };
    let said = sent(bobby.run(|context| chat::send_message(context, message)).unwrap());
    carol.now = bobby.now;
    for mut change in [edit_of(&carol, &alice, &said.id, 5), deletion(&carol, &alice, &said.id, 6)] {
        change.payload = hostile::public(&change);
        alice.handle(&change).unwrap();
    }
    assert_eq!(alice.stores.early_changes(&said.id).unwrap().len(), 2);
    alice.handle(&arrived(&bobby, &said)).unwrap();
    let stored = stored(&mut alice, &said.id);
    assert!(stored.text == "mine" && !stored.deleted);
}

#[test]
fn what_was_sent_ahead_for_another_chat_is_dropped() {
    let (mut alice, mut bobby) = readers();
    alice.stores.save_chat(&company().0.stores.find_chat("agora").unwrap().unwrap()).unwrap();
    let said = say(&mut bobby, &alice, "here");
    let mut change = edit_of(&bobby, &alice, &said.id, 5);
    change.payload = hostile::public(&change);
    alice.handle(&change).unwrap();
    alice.handle(&arrived(&bobby, &said)).unwrap();
    assert_eq!(stored(&mut alice, &said.id).text, "here");
    assert!(alice.stores.early_changes(&said.id).unwrap().is_empty());
}

#[test]
fn strangers_leave_bounded_traces_and_push_out_nobody_whom_we_know() {
    let (mut alice, bobby) = readers();
    alice.handle(&edit_of(&bobby, &alice, "0xaa", 1)).unwrap();
    for seed in 10..20 {
        let stranger = Person::new("stranger", seed);
        for number in 0..80 {
            alice.handle(&edit_of(&stranger, &alice, "0xaa", number)).unwrap();
        }
    }
    let waiting = alice.stores.early_changes("0xaa").unwrap();
    assert_eq!(waiting.len(), 257);
    assert!(waiting.iter().any(|change| change.author == bobby.public_key().to_compressed()));
    for number in 0..200 {
        alice.handle(&edit_of(&bobby, &alice, "0xbb", number)).unwrap();
    }
    assert_eq!(alice.stores.early_changes("0xbb").unwrap().len(), 64);
    alice.now += 32 * 24 * 60 * 60 * 1000;
    alice.run(|context| chat::prune(context.stores, context.now)).unwrap();
    assert!(alice.stores.early_changes("0xaa").unwrap().is_empty());
}

#[test]
fn a_large_edit_waits_without_its_previews() {
    let (mut alice, mut bobby) = readers();
    let said = say(&mut bobby, &alice, "late");
    let mut edit = hostile::edit_content(&bobby, &alice, &said.id, 5);
    let thumbnail_payload = vec![0; 100_000];
    edit.unfurled_links = vec![status_proto::status::UnfurledLink { thumbnail_payload, ..Default::default() }];
    alice.handle(&signed(&bobby, Type::EditMessage, &edit)).unwrap();
    assert!(alice.stores.early_changes(&said.id).unwrap()[0].payload.len() < 1000);
    alice.handle(&arrived(&bobby, &said)).unwrap();
    assert_eq!(stored(&mut alice, &said.id).text, "edited 5");
}
