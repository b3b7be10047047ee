use status_ports::{ActivityRecord, ActivityStore};

use super::*;

#[test]
fn a_deleted_message_is_gone_for_both_and_not_counted_any_more() {
    let (mut alice, mut bobby) = readers();
    let said = ["one", "two"].map(|text| say(&mut bobby, &alice, text));
    for message in &said {
        alice.handle(&arrived(&bobby, message)).unwrap();
    }
    assert_eq!(counts(&mut alice, &bobby), (2, 2));
    let deleted = bobby.run(|context| chat::delete_message(context, &said[1].id)).unwrap();
    assert!(!deleted.messages.contains_key(&said[1].id));
    let removed = &deleted.removed_messages[0];
    assert_eq!((&removed.chat_id, &removed.message_id, removed.deleted_by), (&alice.id(), &said[1].id, None));
    let shown = alice.receive(&bobby, &deleted.outgoing);
    assert_eq!(shown.removed_messages[0].chat_id, bobby.id());
    assert!(stored(&mut alice, &said[1].id).deleted && !stored(&mut alice, &said[0].id).deleted);
    assert_eq!(counts(&mut alice, &bobby), (1, 1));
    assert_eq!(alice.chat(&bobby).last_message.unwrap().id, said[1].id);
    let before = alice.everything();
    assert!(alice.handle(&arrived(&bobby, &deleted.outgoing[0])).unwrap().shows_nothing());
    assert_eq!(alice.everything(), before);
}

#[test]
fn the_message_of_another_one_stays() {
    let (mut alice, mut bobby) = readers();
    let said = say(&mut bobby, &alice, "mine");
    alice.handle(&arrived(&bobby, &said)).unwrap();
    let before = alice.everything();
    let refused = alice.run(|context| chat::delete_message(context, &said.id)).unwrap_err();
    assert_eq!(refused.to_string(), "can't find chat");
    let refused = alice.run(|context| chat::delete_message(context, "0x00")).unwrap_err();
    assert_eq!(refused.to_string(), "record not found");
    let note = alice.messages(&bobby).into_iter().find(|row| row.content_type == 15).unwrap().id;
    let refused = alice.run(|context| chat::delete_message(context, &note)).unwrap_err();
    assert_eq!(refused.to_string(), "message type cannot be deleted");
    assert_eq!(alice.everything(), before);
}

#[test]
fn an_album_goes_as_a_whole_and_takes_the_image_that_comes_later() {
    let (mut alice, bobby) = readers();
    let images = [0, 1, 2].map(|number| image(&bobby, &alice, number));
    alice.handle(&images[0]).unwrap();
    alice.handle(&images[1]).unwrap();
    let deletion = hostile::deletion(&bobby, &alice, &images[1].id, 10);
    let shown = alice.handle(&deletion).unwrap();
    assert_eq!(shown.removed_messages.len(), 2);
    assert_eq!(counts(&mut alice, &bobby), (0, 0));
    alice.handle(&images[2]).unwrap();
    assert!(images.iter().all(|image| stored(&mut alice, &image.id).deleted));
    assert_eq!(counts(&mut alice, &bobby), (0, 0));
}

#[test]
fn what_is_deleted_for_me_stays_for_others() {
    let (mut alice, mut bobby) = readers();
    let said = say(&mut bobby, &alice, "hm");
    alice.handle(&arrived(&bobby, &said)).unwrap();
    let chat_id = bobby.id();
    assert_eq!(counts(&mut alice, &bobby), (1, 1));
    let deleted = alice.run(|context| chat::delete_message_for_me(context, &chat_id, &said.id)).unwrap();
    assert_eq!(counts(&mut alice, &bobby), (0, 0), "there is nothing to read any more");
    assert_eq!(deleted.chats[&chat_id].unviewed_messages_count, 0);
    assert!(deleted.messages[&said.id].deleted_for_me && deleted.outgoing.is_empty());
    assert!(stored(&mut alice, &said.id).deleted_for_me && !stored(&mut bobby, &said.id).deleted_for_me);
    for (chat, id, expected) in
        [(chat_id.as_str(), "0x00", "record not found"), ("nowhere", said.id.as_str(), "can't find chat")]
    {
        let refused = alice.run(|context| chat::delete_message_for_me(context, chat, id)).unwrap_err();
        assert_eq!(refused.to_string(), expected);
    }
    let own = alice.id();
    let own = alice.run(|context| chat::create_one_to_one_chat(context, &context.me.clone(), "")).map(|_| own).unwrap();
    let refused = alice.run(|context| chat::delete_message_for_me(context, &own, &said.id)).unwrap_err();
    assert_eq!(refused.to_string(), "record not found");
}

#[test]
fn forgotten_messages_leave_no_trace() {
    let (mut alice, mut bobby) = readers();
    let said = ["one", "two"].map(|text| say(&mut bobby, &alice, text));
    for message in &said {
        alice.handle(&arrived(&bobby, message)).unwrap();
    }
    alice.run(|context| chat::forget_message(context, "0x00")).unwrap();
    alice.run(|context| chat::forget_message(context, &said[1].id)).unwrap();
    assert!(!alice.stores.message_exists(&said[1].id).unwrap());
    assert_eq!(alice.chat(&bobby).last_message.unwrap().id, said[0].id);
    assert_eq!(alice.chat(&bobby).unviewed_messages_count, 1);
    let chat_id = bobby.id();
    alice.run(|context| chat::forget_messages_of_chat(context, &chat_id)).unwrap();
    assert!(alice.messages(&bobby).is_empty() && alice.chat(&bobby).last_message.is_none());
    assert_eq!(alice.chat(&bobby).unviewed_messages_count, 0);
    alice.run(|context| chat::forget_messages_of_chat(context, "nowhere")).unwrap();
}

#[test]
fn entries_of_the_activity_center_follow_their_message() {
    let (mut alice, mut bobby) = readers();
    let said = say(&mut bobby, &alice, "look at this");
    alice.handle(&arrived(&bobby, &said)).unwrap();
    let id = hex::decode(said.id.trim_start_matches("0x")).unwrap();
    let entry = ActivityRecord {
        message_id: said.id.clone(),
        updated_at: 1,
        ..ActivityRecord::new(id.clone(), crate::notification::MENTION, bobby.id(), 1)
    };
    alice.stores.save_activity(&entry).unwrap();
    let edit = chat::Edit { message_id: said.id.clone(), text: "or that".into(), ..chat::Edit::default() };
    let edited = bobby.run(|context| chat::edit_message(context, &edit)).unwrap();
    let shown = alice.receive(&bobby, &edited.outgoing);
    assert!(shown.activities[&id].updated_at > 1 && !shown.activities[&id].deleted);
    let deleted = bobby.run(|context| chat::delete_message(context, &said.id)).unwrap();
    let shown = alice.receive(&bobby, &deleted.outgoing);
    assert!(shown.activities[&id].deleted && shown.activity_state.unwrap().has_seen);
    assert!(alice.stores.find_activity(&id).unwrap().unwrap().deleted);
}
