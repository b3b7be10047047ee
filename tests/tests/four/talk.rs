//! Two of them talk, and change what they said.

use serde_json::{Value, json};
use status_tests::client::BackendError;

use super::{Cast, EMOJI, STICKER, TEXT, chat, entry, message, rpc, sees, send};

const THUMBS_UP: u8 = 2;

pub(super) async fn say_and_change_things(cast: &Cast) -> Result<(), BackendError> {
    let Cast { alice, bobby, .. } = cast;
    let to_bobby = |text: &str| json!({ "chatId": bobby.public_key(), "text": text, "contentType": TEXT });
    let to_alice = |text: &str| json!({ "chatId": alice.public_key(), "text": text, "contentType": TEXT });

    // Text with markup, a mention, a reply.
    let first = send(alice, bobby, to_bobby("*hello* `reef`, see https://status.app")).await?;
    assert_eq!(first["parsedText"][0]["children"][1]["type"], "emph");
    assert_eq!(first["links"], json!(["https://status.app"]));
    let mention = send(alice, bobby, to_bobby(&format!("you, @{}?", bobby.public_key()))).await?;
    assert_eq!(mention["mentioned"], true);
    let mut reply = to_alice("me");
    reply["responseTo"] = mention["id"].clone();
    let reply = send(bobby, alice, reply).await?;
    assert_eq!((&reply["replied"], &reply["quotedMessage"]["id"]), (&json!(true), &mention["id"]));

    // An emoji, a sticker.
    let mut emoji = to_bobby("\u{1f44d}");
    emoji["contentType"] = json!(EMOJI);
    assert_eq!(send(alice, bobby, emoji).await?["contentType"], EMOJI);
    let sticker = json!({ "chatId": bobby.public_key(), "text": "a sticker", "contentType": STICKER,
        "sticker": { "hash": "e3010170122008cb7ff2ea6b5a4b1b1b5a", "pack": 1 } });
    assert_eq!(send(alice, bobby, sticker).await?["sticker"]["pack"], 1);

    // An edit.
    let there = bobby.node.position();
    rpc(alice, "wakuext_editMessage", json!([{ "id": first["id"], "text": "hello, edited", "content-type": TEXT }]))
        .await?;
    let edited = sees(bobby, there, |event| {
        entry(&event["messages"], "id", &first["id"]).filter(|message| message["text"] == "hello, edited")
    })
    .await?;
    assert!(edited["editedAt"].as_u64() > first["clock"].as_u64());
    let refused = rpc(bobby, "wakuext_editMessage", json!([{ "id": first["id"], "text": "not mine" }])).await;
    assert!(refused.is_err(), "nobody edits what another one wrote");

    // A reaction, taken back.
    let here = alice.node.position();
    let felt = rpc(bobby, "wakuext_sendEmojiReaction", json!([alice.public_key(), first["id"], THUMBS_UP])).await?;
    let reaction = &felt["emojiReactions"][0]["id"];
    sees(alice, here, |event| entry(&event["emojiReactions"], "id", reaction)).await?;
    let stored =
        rpc(alice, "wakuext_emojiReactionsByChatIDMessageID", json!([bobby.public_key(), first["id"]])).await?;
    assert_eq!(stored[0]["emojiId"], THUMBS_UP);
    let here = alice.node.position();
    rpc(bobby, "wakuext_sendEmojiReactionRetraction", json!([reaction])).await?;
    sees(alice, here, |event| {
        entry(&event["emojiReactions"], "id", reaction).filter(|reaction| reaction["retracted"] == true)
    })
    .await?;

    // A pin.
    let there = bobby.node.position();
    let pin = json!({ "chat_id": bobby.public_key(), "message_id": reply["id"], "pinned": true });
    rpc(alice, "wakuext_sendPinMessage", json!([pin])).await?;
    sees(bobby, there, |event| entry(&event["pinMessages"], "message_id", &reply["id"])).await?;
    let pinned = rpc(bobby, "wakuext_chatPinnedMessages", json!([alice.public_key(), "", 10])).await?;
    assert_eq!(pinned["pinnedMessages"][0]["message"]["id"], reply["id"]);

    // A delete, for everybody and for oneself.
    let there = bobby.node.position();
    rpc(alice, "wakuext_deleteMessageAndSend", json!([mention["id"]])).await?;
    sees(bobby, there, |event| entry(&event["removedMessages"], "messageId", &mention["id"])).await?;
    assert_eq!(message(bobby, &mention["id"]).await?["deleted"], true);
    rpc(bobby, "wakuext_deleteMessageForMeAndSync", json!([alice.public_key(), first["id"]])).await?;
    assert_eq!(message(bobby, &first["id"]).await?["deletedForMe"], true);
    assert_eq!(message(alice, &first["id"]).await?["deletedForMe"], Value::Null);

    // What became of a message.
    let id = alice.say(bobby, "is it there?").await?;
    bobby.hears(0, &id).await?;
    alice.knows_delivered(0, &id).await?;
    let told = rpc(alice, "wakuext_messageDelivery", json!([id])).await?;
    assert!(told.to_string().contains(bobby.public_key()), "who confirmed it is told: {told}");
    Ok(())
}

pub(super) async fn read_find_and_clear(cast: &Cast) -> Result<(), BackendError> {
    let Cast { alice, bobby, .. } = cast;
    rpc(bobby, "wakuext_markAllRead", json!([alice.public_key()])).await?;
    let there = bobby.node.position();
    let mut ids = Vec::new();
    for text in ["Caf\u{e9} at noon?", "or at one", "I bring the charts"] {
        ids.push(alice.say(bobby, text).await?);
    }
    for id in &ids {
        bobby.hears(there, id).await?;
    }
    let unread = chat(bobby, alice.public_key()).await?;
    assert_eq!(unread["unviewedMessagesCount"], 3);
    let first = rpc(bobby, "wakuext_firstUnseenMessageID", json!([alice.public_key()])).await?;
    assert_eq!(first, json!(ids[0]));
    rpc(bobby, "wakuext_markMessagesRead", json!([alice.public_key(), [ids[0]]])).await?;
    assert_eq!(chat(bobby, alice.public_key()).await?["unviewedMessagesCount"], 2);
    rpc(bobby, "wakuext_markMessageAsUnread", json!([alice.public_key(), ids[0]])).await?;
    assert_eq!(chat(bobby, alice.public_key()).await?["unviewedMessagesCount"], 3);

    // Accents and case do not matter to a search.
    let found =
        rpc(bobby, "wakuext_allMessagesFromChatWhichMatchTerm", json!([alice.public_key(), "cafe", false])).await?;
    assert_eq!(found["messages"][0]["id"], json!(ids[0]));

    rpc(bobby, "wakuext_muteChatV2", json!([{ "chatId": alice.public_key(), "mutedType": 5 }])).await?;
    assert_eq!(chat(bobby, alice.public_key()).await?["muted"], true);
    rpc(bobby, "wakuext_unmuteChat", json!([alice.public_key()])).await?;
    assert_eq!(chat(bobby, alice.public_key()).await?["muted"], false);

    rpc(bobby, "wakuext_clearHistory", json!([{ "id": alice.public_key() }])).await?;
    assert_eq!(bobby.messages_with(alice).await?, [Value::Null; 0]);
    Ok(())
}
