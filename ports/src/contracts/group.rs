//! The contract of [`GroupStore`].

use crate::{EventPosition, EventSignature, GroupEventRecord, GroupMember, GroupRecord, GroupStore, InvitationRecord};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn GroupStore>) {
    a_group_comes_back_whole_and_is_replaced(&mut *make());
    several_groups_come_at_once(&mut *make());
    pictures_are_kept_beside_groups(&mut *make());
    events_come_in_order_and_verbatim(&mut *make());
    events_of_several_groups_come_at_once_without_refused_ones(&mut *make());
    known_events_are_told_from_new_ones(&mut *make());
    very_many_are_found_at_once(&mut *make());
    invitations_are_kept(&mut *make());
}

fn member(key: u8, is_admin: bool) -> GroupMember {
    GroupMember { public_key: [key; 33], is_admin }
}

fn group(chat_id: &str) -> GroupRecord {
    GroupRecord {
        chat_id: chat_id.to_owned(),
        name: "été".to_owned(),
        color: "#b2ef08".to_owned(),
        members: vec![member(9, true), member(2, false), member(5, true)],
        accepted_events: 3,
        refused_events: 1,
        last_event: Some(EventPosition { clock: u64::MAX, signature: [7; 65] }),
        digest: [4; 32],
        invitation_admin: Some([2; 33]),
        received_invitation_admin: Some([3; 33]),
    }
}

fn event(clock: u64, signature: u8, is_accepted: bool) -> GroupEventRecord {
    GroupEventRecord {
        position: EventPosition { clock, signature: [signature; 65] },
        author: [2; 33],
        event: vec![signature, 0, 255],
        is_accepted,
    }
}

fn ids(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

fn a_group_comes_back_whole_and_is_replaced(store: &mut dyn GroupStore) {
    assert_eq!(store.find_group("a").unwrap(), None);
    assert_eq!(store.group_members("a").unwrap(), []);
    store.save_group(&group("a")).unwrap();
    store.save_group(&group("b")).unwrap();
    assert_eq!(store.find_group("a").unwrap(), Some(group("a")));
    assert_eq!(store.group_members("a").unwrap(), group("a").members);
    let changed = GroupRecord {
        name: String::new(),
        members: vec![member(5, false)],
        last_event: None,
        invitation_admin: None,
        received_invitation_admin: None,
        ..group("a")
    };
    store.save_group(&changed).unwrap();
    assert_eq!(store.find_group("a").unwrap(), Some(changed));
    assert_eq!(store.group_members("a").unwrap(), [member(5, false)]);
    assert_eq!(store.find_group("b").unwrap(), Some(group("b")));
}

fn several_groups_come_at_once(store: &mut dyn GroupStore) {
    let without_members = GroupRecord { members: Vec::new(), ..group("b") };
    store.save_group(&group("a")).unwrap();
    store.save_group(&without_members).unwrap();
    store.save_group(&group("c")).unwrap();
    let mut found = store.groups_of(&ids(&["c", "b", "c", "unknown"])).unwrap();
    found.sort_by(|a, b| a.chat_id.cmp(&b.chat_id));
    assert_eq!(found, [without_members, group("c")]);
    assert_eq!(store.groups_of(&[]).unwrap(), []);
}

fn pictures_are_kept_beside_groups(store: &mut dyn GroupStore) {
    store.save_group(&group("a")).unwrap();
    assert_eq!(store.group_images_of(&ids(&["a"])).unwrap(), []);
    store.save_group_image("a", &[1, 2]).unwrap();
    store.save_group_image("b", &[3]).unwrap();
    store.save_group_image("a", &[4, 5, 6]).unwrap();
    store.save_group(&group("a")).unwrap();
    let mut found = store.group_images_of(&ids(&["b", "a", "a", "unknown"])).unwrap();
    found.sort();
    assert_eq!(found, [("a".to_owned(), vec![4, 5, 6]), ("b".to_owned(), vec![3])]);
}

fn events_come_in_order_and_verbatim(store: &mut dyn GroupStore) {
    let events = [event(5, 2, true), event(u64::MAX, 3, true), event(5, 1, false), event(0, 9, true)];
    store.save_group_events("a", &events).unwrap();
    store.save_group_events("b", &[event(1, 1, true)]).unwrap();
    let [second, last, first, zeroth] = events;
    assert_eq!(store.group_events("a").unwrap(), [zeroth.clone(), first, second.clone(), last.clone()]);
    store.save_group_events("a", &[event(5, 1, true)]).unwrap();
    assert_eq!(store.group_events("a").unwrap(), [zeroth, event(5, 1, true), second, last]);
    assert_eq!(store.group_events("unknown").unwrap(), []);
}

fn events_of_several_groups_come_at_once_without_refused_ones(store: &mut dyn GroupStore) {
    store.save_group_events("a", &[event(2, 1, true), event(1, 2, true), event(3, 3, false)]).unwrap();
    store.save_group_events("b", &[event(7, 4, true)]).unwrap();
    store.save_group_events("c", &[event(8, 5, true)]).unwrap();
    let found = store.accepted_group_events_of(&ids(&["b", "a", "unknown", "a"])).unwrap();
    let of = |id: &str| -> Vec<GroupEventRecord> {
        found.iter().filter(|(chat_id, _)| chat_id == id).map(|(_, event)| event.clone()).collect()
    };
    assert_eq!(of("a"), [event(1, 2, true), event(2, 1, true)]);
    assert_eq!(of("b"), [event(7, 4, true)]);
    assert_eq!(found.len(), 3);
}

fn known_events_are_told_from_new_ones(store: &mut dyn GroupStore) {
    store.save_group_events("a", &[event(1, 1, true), event(2, 2, false)]).unwrap();
    store.save_group_events("b", &[event(3, 3, true)]).unwrap();
    let mut known = store.known_group_events("a", &[[2; 65], [3; 65], [1; 65], [9; 65]]).unwrap();
    known.sort_unstable();
    assert_eq!(known, [[1; 65], [2; 65]]);
    assert_eq!(store.known_group_events("a", &[]).unwrap(), [[0_u8; 65]; 0]);
}

fn very_many_are_found_at_once(store: &mut dyn GroupStore) {
    let events: Vec<GroupEventRecord> = (0..1200_u64)
        .map(|clock| {
            let mut event = event(clock, 0, true);
            event.position.signature[..8].copy_from_slice(&clock.to_be_bytes());
            event
        })
        .collect();
    store.save_group_events("a", &events).unwrap();
    let signatures: Vec<EventSignature> = events.iter().map(|event| event.position.signature).collect();
    assert_eq!(store.known_group_events("a", &signatures).unwrap().len(), 1200);
    assert_eq!(store.group_events("a").unwrap(), events);
    let chats: Vec<String> = (0..1200).map(|number| number.to_string()).collect();
    for chat in &chats {
        store.save_group(&GroupRecord { members: vec![member(1, true)], ..group(chat) }).unwrap();
    }
    let found = store.groups_of(&chats).unwrap();
    assert_eq!(found.len(), 1200);
    assert!(found.iter().all(|group| group.members == [member(1, true)]));
}

fn invitations_are_kept(store: &mut dyn GroupStore) {
    let invitation = |id: &str, state| InvitationRecord {
        id: id.to_owned(),
        chat_id: "a".to_owned(),
        from: [2; 33],
        introduction_message: "let me in".to_owned(),
        state,
        clock: u64::MAX,
    };
    assert_eq!(store.find_invitation("0x2").unwrap(), None);
    store.save_invitation(&invitation("0x2", 1)).unwrap();
    store.save_invitation(&invitation("0x1", 1)).unwrap();
    store.save_invitation(&invitation("0x2", 3)).unwrap();
    assert_eq!(store.find_invitation("0x2").unwrap(), Some(invitation("0x2", 3)));
    assert_eq!(store.invitations().unwrap(), [invitation("0x1", 1), invitation("0x2", 3)]);
}
