//! They found a group, and look at what happened meanwhile.

use serde_json::{Value, json};
use status_tests::client::{BackendError, Person};

use super::{Cast, TEXT, chat, entry, rpc, sees, send};

const MENTION: u8 = 3;
const REPLY: u8 = 4;
const ALL: u8 = 3;

/// Waits until the group looks like this to somebody.
async fn group_is(
    who: &Person,
    position: usize,
    id: &Value,
    is_so: impl Fn(&Value) -> bool + Copy,
) -> Result<Value, BackendError> {
    sees(who, position, |event| entry(&event["chats"], "id", id).filter(|chat| is_so(chat))).await
}

fn member(chat: &Value, person: &Person) -> Option<Value> {
    entry(&chat["members"], "id", &json!(person.public_key()))
}

pub(super) async fn found_and_run_a_group(cast: &Cast) -> Result<(), BackendError> {
    let Cast { alice, bobby, carol, david } = cast;
    let there = bobby.node.position();
    let founded =
        rpc(alice, "wakuext_createGroupChatWithMembers", json!([null, "divers", [bobby.public_key()]])).await?;
    let id = &founded["chats"][0]["id"];
    let text_id = id.as_str().unwrap_or_default().to_owned();
    group_is(bobby, there, id, |chat| chat["name"] == "divers").await?;

    let there = [carol.node.position(), david.node.position()];
    rpc(alice, "wakuext_addMembersToGroupChat", json!([null, id, [carol.public_key(), david.public_key()]])).await?;
    for (person, position) in [carol, david].into_iter().zip(there) {
        group_is(person, position, id, |chat| member(chat, person).is_some()).await?;
    }

    let there = carol.node.position();
    rpc(alice, "wakuext_changeGroupChatName", json!([null, id, "reef divers"])).await?;
    group_is(carol, there, id, |chat| chat["name"] == "reef divers").await?;
    let there = bobby.node.position();
    rpc(alice, "wakuext_addAdminsToGroupChat", json!([null, id, [bobby.public_key()]])).await?;
    group_is(bobby, there, id, |chat| member(chat, bobby).is_some_and(|member| member["admin"] == true)).await?;

    // What one says, all hear: a mention, a reply, a reaction, a pin.
    let say = |text: &str| json!({ "chatId": id, "text": text, "contentType": TEXT });
    let (at_carol, at_david) = (carol.node.position(), david.node.position());
    let said = send(alice, bobby, say(&format!("@{} checks the tanks", carol.public_key()))).await?;
    let said_id = said["id"].as_str().unwrap_or_default();
    assert_eq!(carol.hears(at_carol, said_id).await?["mentioned"], true);
    david.hears(at_david, said_id).await?;
    let mut reply = say("all full");
    reply["responseTo"] = said["id"].clone();
    let reply = send(carol, alice, reply).await?;
    assert_eq!(reply["replied"], true);
    let here = alice.node.position();
    rpc(david, "wakuext_sendEmojiReaction", json!([id, said["id"], 1])).await?;
    sees(alice, here, |event| entry(&event["emojiReactions"], "messageId", &said["id"])).await?;
    let there = david.node.position();
    let pin = json!({ "chat_id": id, "message_id": said["id"], "pinned": true });
    rpc(bobby, "wakuext_sendPinMessage", json!([pin])).await?;
    sees(david, there, |event| entry(&event["pinMessages"], "message_id", &said["id"])).await?;

    // One leaves, one is removed; nobody but an admin removes.
    let refused = rpc(carol, "wakuext_removeMembersFromGroupChat", json!([null, id, [david.public_key()]])).await;
    assert!(refused.is_err(), "carol is no admin");
    let here = alice.node.position();
    rpc(david, "wakuext_leaveGroupChat", json!([null, id, false])).await?;
    group_is(alice, here, id, |chat| member(chat, david).is_none()).await?;
    let here = alice.node.position();
    rpc(bobby, "wakuext_removeMembersFromGroupChat", json!([null, id, [carol.public_key()]])).await?;
    group_is(alice, here, id, |chat| member(chat, carol).is_none()).await?;
    let left = chat(alice, &text_id).await?;
    assert_eq!(left["members"].as_array().map(Vec::len), Some(2));
    Ok(())
}

pub(super) async fn look_into_the_activity_center(cast: &Cast) -> Result<(), BackendError> {
    let Cast { alice, carol, .. } = cast;
    for (person, kind) in [(carol, MENTION), (alice, REPLY)] {
        let request = json!([{ "cursor": "", "limit": 20, "activityTypes": [kind], "readType": ALL }]);
        let page = rpc(person, "wakuext_activityCenterNotifications", request).await?;
        let entry = &page["notifications"][0];
        assert_eq!((&entry["type"], &entry["read"]), (&json!(kind), &json!(false)));
        rpc(person, "wakuext_markActivityCenterNotificationsRead", json!([[entry["id"]]])).await?;
    }
    rpc(carol, "wakuext_markAllActivityCenterNotificationsRead", json!([])).await?;
    let unread = rpc(carol, "wakuext_hasUnseenActivityCenterNotifications", json!([])).await?;
    assert_eq!(unread, false);
    Ok(())
}
