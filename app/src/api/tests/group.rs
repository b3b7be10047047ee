//! Private groups, as clients use them.

use serde_json::{Value, json};
use status_domain::crypto::PrivateKey;
use status_domain::identity::{compressed_key, public_key_text};

use super::Alice;

fn stranger() -> String {
    public_key_text(&PrivateKey::from_bytes(&[9; 32]).unwrap().public_key())
}

async fn team(alice: &Alice) -> (String, Value) {
    let made = alice.rpc("wakuext_createGroupChatWithMembers", json!([null, "team", []])).await;
    (made["chats"][0]["id"].as_str().unwrap().to_owned(), made)
}

#[tokio::test]
async fn a_group_is_shown_with_its_members_and_its_history() {
    let alice = Alice::new().await;
    let (id, made) = team(&alice).await;
    let chat = &made["chats"][0];
    assert_eq!(chat["chatType"], 3);
    assert_eq!(chat["members"], json!([{"id": alice.public_key, "admin": true}]));
    let event = &chat["membershipUpdateEvents"][0];
    assert_eq!((&event["type"], &event["name"], &event["from"]), (&json!(1), &json!("team"), &json!(alice.public_key)));
    assert_eq!(event["color"], chat["color"]);
    assert_eq!(event["chatId"], *id);
    assert!(event["signature"].as_str().unwrap().len() == 88 && event["rawPayload"].is_string());
    assert!(event.get("members").is_none() && chat.get("invitationAdmin").is_none() && chat.get("image").is_none());
    let note = &made["messages"][0];
    assert_eq!(note["text"], format!("@{} created the group team", alice.public_key));
    assert_eq!((&note["contentType"], &note["messageType"], &note["seen"]), (&json!(6), &json!(4), &json!(true)));
    assert_eq!(note["parsedText"][0]["children"][1]["type"], "mention");
    assert_eq!(alice.rpc("wakuext_chat", json!([id])).await["members"], chat["members"]);
    assert_eq!(alice.rpc("wakuext_chatsPreview", json!([])).await[0]["members"], chat["members"]);

    let renamed = alice.rpc("wakuext_changeGroupChatName", json!([null, id, "crew"])).await;
    assert_eq!(renamed["chats"][0]["name"], "crew");
    assert_eq!(renamed["messages"].as_array().unwrap().len(), 1);
    let edited = alice.rpc("chat_editChat", json!(["0x", id, "crew", "#000000", {}])).await;
    assert_eq!(edited["chats"][0]["color"], "#000000");
    let joined = alice.rpc("wakuext_confirmJoiningGroup", json!([id])).await;
    assert!(joined.get("messages").is_none());
    let said = alice.rpc("wakuext_sendGroupChatMessage", json!([{"id": id, "message": "hello"}])).await;
    assert_eq!((&said["messages"][0]["text"], &said["messages"][0]["messageType"]), (&json!("hello"), &json!(3)));
    let left = alice.rpc("wakuext_leaveGroupChat", json!([null, id, true])).await;
    assert_eq!((&left["chats"][0]["active"], &left["chats"][0]["members"]), (&json!(false), &json!([])));
}

#[tokio::test]
async fn what_a_group_does_not_allow_is_answered_with_the_reason() {
    let alice = Alice::new().await;
    let (id, _) = team(&alice).await;
    let (stranger, no_key) = (stranger(), format!("0x04{}", "11".repeat(64)));
    let not_mutual = "-32000 group-chat: can't add members who are not mutual contacts";
    let cases = [
        ("wakuext_createGroupChatWithMembers", json!([null, "x", [stranger]]), not_mutual),
        ("wakuext_createGroupChatWithMembers", json!([null, "x", [no_key]]), "-32000 invalid secp256k1 public key"),
        ("wakuext_addMembersToGroupChat", json!([null, id, [stranger]]), not_mutual),
        ("wakuext_addMembersToGroupChat", json!([null, id, ["nokey"]]), "-32000 hex string without 0x prefix"),
        ("wakuext_addMembersToGroupChat", json!([null, "unknown", []]), "-32000 can't find chat"),
        ("wakuext_addAdminsToGroupChat", json!([null, id, [stranger]]), "-32000 only members can become admins"),
        ("wakuext_addAdminsToGroupChat", json!([null, id, []]), "-32000 the event names nobody"),
        ("wakuext_removeMembersFromGroupChat", json!([null, "unknown", [stranger]]), "-32000 can't find chat"),
        ("wakuext_removeMemberFromGroupChat", json!([null, id, ""]), "-32000 empty hex string"),
        ("wakuext_changeGroupChatName", json!([null, id, ""]), "-32000 the name of a group has 1 to 256 characters"),
        ("wakuext_changeGroupChatName", json!([null, "unknown", "x"]), "-32000 can't find chat"),
        ("wakuext_leaveGroupChat", json!([null, "unknown", false]), "-32000 can't find chat"),
        ("wakuext_confirmJoiningGroup", json!(["unknown"]), "-32000 can't find chat"),
        ("wakuext_sendGroupChatMessage", json!([{"id": id}]), "-32000 send-group-chat-message: invalid message"),
        ("wakuext_sendGroupChatMessage", json!([{"message": "x"}]), "-32000 send-group-chat-message: invalid id"),
        ("chat_editChat", json!(["0x", "unknown", "x", "#000000", {}]), "-32000 can't find chat"),
        ("chat_editChat", json!(["0x01", id, "x", "#000000", {}]), "-32000 communities are not supported"),
        ("wakuext_createGroupChatFromInvitation", json!(["x", "unknown", stranger]), "-32000 invalid chat ID"),
        ("wakuext_createGroupChatFromInvitation", json!(["x", id, stranger]), "-32000 the group was created before"),
        ("wakuext_sendGroupChatInvitationRequest", json!([null, "unknown", stranger, "x"]), "-32000 can't find chat"),
        ("wakuext_sendGroupChatInvitationRejection", json!([null, "0x01"]), "-32000 record not found"),
    ];
    let before = alice.rpc("wakuext_chats", json!([])).await;
    for (method, params, expected) in cases {
        assert_eq!(alice.error(method, params.clone()).await, expected, "{method} {params}");
    }
    assert_eq!(alice.rpc("wakuext_chats", json!([])).await, before);
    // Whoever is not in the group is removed without harm.
    let removed = alice.rpc("wakuext_removeMembersFromGroupChat", json!([null, id, [stranger]])).await;
    assert_eq!(removed["messages"].as_array().unwrap().len(), 2);
    alice.rpc("wakuext_createOneToOneChat", json!([{"id": stranger}])).await;
    let refused = alice.error("chat_editChat", json!(["0x", stranger, "x", "#000000", {}])).await;
    assert_eq!(refused, "-32000 chat type not supported");
    let refused = alice.error("wakuext_changeGroupChatName", json!([null, stranger, "x"])).await;
    assert_eq!(refused, "-32000 the chat is no private group");
}

#[tokio::test]
async fn somebody_asks_to_be_let_into_a_group() {
    let alice = Alice::new().await;
    let admin = stranger();
    let id = format!("45375fad-bc36-4f6e-84d4-493c20ab52bd-{admin}");
    let compressed = compressed_key(&PrivateKey::from_bytes(&[9; 32]).unwrap().public_key());
    assert_eq!(alice.rpc("wakuext_getGroupChatInvitations", json!([])).await, Value::Null);
    let shown = alice.rpc("wakuext_createGroupChatFromInvitation", json!(["team", id, compressed])).await;
    let chat = &shown["chats"][0];
    assert_eq!(
        (&chat["name"], &chat["invitationAdmin"], &chat["members"]),
        (&json!("team"), &json!(admin), &Value::Null)
    );
    let params = json!([null, id, admin, "let me in"]);
    let asked = alice.rpc("wakuext_sendGroupChatInvitationRequest", params).await;
    assert_eq!(asked.get("chats"), None);
    let wish = &asked["invitations"][0];
    assert_eq!(
        *wish,
        json!({
            "id": wish["id"],
            "chatId": id,
            "from": alice.public_key,
            "introductionMessage": "let me in",
            "state": 1,
        })
    );
    for method in ["wakuext_getGroupChatInvitations", "chat_getGroupChatInvitations"] {
        assert_eq!(alice.rpc(method, json!([])).await, json!([wish]));
    }
    // One's own wish is not for oneself to refuse.
    let refused = alice.error("wakuext_sendGroupChatInvitationRejection", json!([null, wish["id"]])).await;
    assert_eq!(refused, "-32000 invalid group chat invitation");
    let refused = alice.error("chat_sendGroupChatInvitationRejection", json!([wish["id"]])).await;
    assert_eq!(refused, "-32000 invalid group chat invitation");
}

#[tokio::test]
async fn the_chat_methods_do_the_same_with_other_answers() {
    let alice = Alice::new().await;
    let made = alice.rpc("chat_createGroupChat", json!(["0x", "team", []])).await;
    let id = made["chat"]["id"].as_str().unwrap().to_owned();
    assert_eq!(made["messages"].as_array().unwrap().len(), 1);
    let renamed = alice.rpc("chat_renameChat", json!(["0x", id, "crew"])).await;
    assert_eq!(renamed["chat"]["name"], "crew");
    let added = alice.rpc("chat_addMembers", json!(["0x", id, []])).await;
    assert_eq!((&added["invitations"], added["messages"].as_array().unwrap().len()), (&Value::Null, 1));
    let promoted = alice.rpc("chat_makeAdmin", json!(["0x", id, alice.public_key])).await;
    assert_eq!(promoted["chat"]["members"], json!([{"id": alice.public_key, "admin": true}]));
    alice.rpc("chat_removeMember", json!(["0x", id, stranger()])).await;
    let left = alice.rpc("chat_leaveChat", json!(["0x", id, true])).await;
    assert_eq!(left["chat"]["active"], false);
    let started = alice.rpc("chat_startGroupChat", json!(["0x", "x", [stranger()]])).await;
    assert_eq!((&started["chat"]["id"], &started["chat"]["chatType"]), (&json!(stranger()), &json!(1)));
    assert_eq!((started.get("contacts"), started.get("messages")), (Some(&Value::Null), None));
    assert!(alice.rpc("chat_startGroupChat", json!(["0x", "x", []])).await["chat"]["id"].is_string());
    let other = format!("45375fad-bc36-4f6e-84d4-493c20ab52bd-{}", stranger());
    let shown = alice.rpc("chat_createGroupChatFromInvitation", json!(["0x", "team", other, stranger()])).await;
    assert_eq!(shown["chat"]["id"], *other);
    let asked = alice.rpc("chat_sendGroupChatInvitationRequest", json!(["0x", other, stranger(), "hello"])).await;
    assert_eq!(asked["invitations"][0]["introductionMessage"], "hello");
}
