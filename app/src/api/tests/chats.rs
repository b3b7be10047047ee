//! Chats, what is read in them, and what is found.

use serde_json::{Value, json};

use super::{Alice, bobby};

impl Alice {
    /// Somebody with a chat, and the id of a message in it.
    async fn talking() -> (Self, String, String) {
        let alice = Self::new().await;
        let (bobby, _) = bobby();
        let sent = alice.say(&bobby, "Ein \u{dc}bungsplatz").await;
        (alice, bobby, sent)
    }

    async fn say(&self, to: &str, text: &str) -> String {
        let sent = self.rpc("wakuext_sendOneToOneMessage", json!([{"id": to, "message": text}])).await;
        sent["messages"][0]["id"].as_str().unwrap().to_owned()
    }

    async fn finds(&self, request: Value) -> Vec<String> {
        let page = self.rpc("wakuext_searchMessages", json!([request])).await;
        let messages = page["messages"].as_array().cloned().unwrap_or_default();
        messages.iter().map(|message| message["id"].as_str().unwrap().to_owned()).collect()
    }
}

#[tokio::test]
async fn messages_are_found_in_one_several_and_all_chats() {
    let (alice, bobby, id) = Alice::talking().await;
    let found = vec![id.clone()];
    assert_eq!(alice.finds(json!({"term": "UBUNG", "limit": 10})).await, found);
    assert_eq!(alice.finds(json!({"term": "ubung", "chatIds": [bobby, "other"], "limit": 10})).await, found);
    assert_eq!(alice.finds(json!({"term": "ubung", "chatIds": ["other"], "limit": 10})).await, [""; 0]);
    assert_eq!(alice.finds(json!({"term": "ubung", "caseSensitive": true, "limit": 10})).await, [""; 0]);
    assert_eq!(alice.finds(json!({"term": "%", "limit": 10})).await, [""; 0]);
    let old = alice.rpc("wakuext_allMessagesFromChatWhichMatchTerm", json!([bobby, "BUNGS", true])).await;
    assert_eq!((&old["messages"][0]["id"], &old["cursor"]), (&json!(id), &json!("")));
    let old = "wakuext_allMessagesFromChatsAndCommunitiesWhichMatchTerm";
    let several = alice.rpc(old, json!([[], [bobby], "bungs", false])).await;
    assert_eq!(several["messages"][0]["id"], json!(id));
}

#[tokio::test]
async fn a_search_for_nothing_or_from_nowhere_is_refused() {
    let (alice, bobby, _) = Alice::talking().await;
    for (method, params, error) in [
        ("wakuext_searchMessages", json!([{"limit": 10}]), "-32000 empty search term"),
        ("wakuext_searchMessages", json!([{"term": "abc", "cursor": "x"}]), "-32000 the cursor is none of ours"),
        ("wakuext_allMessagesFromChatWhichMatchTerm", json!([bobby, "", false]), "-32000 empty search term"),
        ("wakuext_chatMessagesAround", json!([bobby, "0x00", 5]), "-32000 record not found"),
        ("wakuext_newerChatMessages", json!([bobby, "x", 5]), "-32000 the cursor is none of ours"),
    ] {
        assert_eq!(alice.error(method, params).await, error, "{method}");
    }
}

#[tokio::test]
async fn one_jumps_to_a_message_and_goes_on_from_there() {
    let (alice, bobby, first) = Alice::talking().await;
    let mut ids = vec![first];
    for number in 0..6 {
        ids.push(alice.say(&bobby, &format!("number {number}")).await);
    }
    let around = alice.rpc("wakuext_chatMessagesAround", json!([bobby, ids[3], 3])).await;
    let shown = around["messages"].as_array().unwrap().iter().map(|message| message["id"].clone());
    assert_eq!(shown.collect::<Vec<_>>(), [json!(ids[4]), json!(ids[3]), json!(ids[2])]);
    let newer = alice.rpc("wakuext_newerChatMessages", json!([bobby, around["newerCursor"], 9])).await;
    let shown = newer["messages"].as_array().unwrap().iter().map(|message| message["id"].clone());
    assert_eq!(shown.collect::<Vec<_>>(), [json!(ids[6]), json!(ids[5])]);
    assert_eq!(newer["cursor"], "");
    let older = alice.rpc("wakuext_chatMessages", json!([bobby, around["cursor"], 1])).await;
    assert_eq!(older["messages"][0]["id"], json!(ids[1]));
}

#[tokio::test]
async fn chats_are_muted_saved_cleared_and_removed() {
    let (alice, bobby, _) = Alice::talking().await;
    let till = alice.rpc("wakuext_muteChatV2", json!([{"chatId": bobby, "mutedType": 1}])).await;
    assert_ne!(till, "0001-01-01T00:00:00Z");
    let shown = alice.rpc("wakuext_chat", json!([bobby])).await;
    assert_eq!((&shown["muted"], &shown["muteTill"]), (&json!(true), &till));
    assert_eq!(alice.rpc("wakuext_muteChat", json!([bobby])).await, "0001-01-01T00:00:00Z");
    assert_eq!(alice.rpc("wakuext_unmuteChat", json!([bobby])).await, Value::Null);
    let saved = json!([{"id": bobby, "chatType": 1, "name": "B", "active": true, "unviewedMessagesCount": 9}]);
    assert_eq!(alice.rpc("wakuext_saveChat", saved).await, Value::Null);
    let shown = alice.rpc("wakuext_chat", json!([bobby])).await;
    assert_eq!((&shown["name"], &shown["unviewedMessagesCount"]), (&json!("B"), &json!(0)));
    let cleared = alice.rpc("wakuext_clearHistory", json!([{"id": bobby}])).await;
    assert_eq!(cleared["chats"][0]["lastMessage"], Value::Null);
    alice.say(&bobby, "again").await;
    assert_eq!(alice.rpc("wakuext_deleteMessagesByChatID", json!([bobby])).await, Value::Null);
    assert_eq!(alice.finds(json!({"term": "again", "limit": 9})).await, [""; 0]);
    assert_eq!(alice.rpc("wakuext_deleteChat", json!([bobby])).await, Value::Null);
    assert_eq!(alice.rpc("wakuext_chat", json!([bobby])).await, Value::Null);
}

#[tokio::test]
async fn what_cannot_be_done_with_a_chat_says_why() {
    let (alice, bobby, id) = Alice::talking().await;
    for (method, params, error) in [
        ("wakuext_muteChatV2", json!([{}]), "-32000 empty hex string"),
        ("wakuext_muteChatV2", json!([{"chatId": bobby, "mutedType": -1}]), "-32000 mute-chat: invalid params"),
        ("wakuext_muteChat", json!(["nobody"]), "-32000 Chat not found"),
        ("wakuext_unmuteChat", json!(["nobody"]), "-32000 Chat not found"),
        ("wakuext_clearHistory", json!([{}]), "-32000 clear-history: invalid id"),
        ("wakuext_clearHistory", json!([{"id": "nobody"}]), "-32000 can't find chat"),
        ("wakuext_createPublicChat", json!([{}]), "-32000 create-public-chat: invalid id"),
        ("wakuext_createPublicChat", json!([{"id": bobby}]), "-32000 create-public-chat: invalid id"),
        ("wakuext_createProfileChat", json!([{"id": bobby}]), "-32000 profile chats are deprecated"),
        ("wakuext_markMessageAsUnread", json!(["nobody", id]), "-32000 Chat not found"),
        ("wakuext_markMessageAsUnread", json!([bobby, "0x00"]), "-32000 record not found"),
        ("wakuext_upsertSwitcherCard", json!([{}]), "-32000 upsert-switcher-card: invalid card id"),
    ] {
        assert_eq!(alice.error(method, params).await, error, "{method}");
    }
    let opened = alice.rpc("wakuext_createPublicChat", json!([{"id": "status"}])).await;
    assert_eq!((&opened["chats"][0]["chatType"], &opened["chats"][0]["active"]), (&json!(2), &json!(true)));
}

#[tokio::test]
async fn a_message_is_marked_as_unread_and_cards_are_kept() {
    let (alice, bobby, id) = Alice::talking().await;
    let marked = alice.rpc("wakuext_markMessageAsUnread", json!([bobby, id])).await;
    let seen = json!([{"chatId": bobby, "count": 0, "countWithMentions": 0, "seen": false}]);
    assert_eq!(marked["seenAndUnseenMessages"], seen, "our own messages stay read");
    let card = json!({"cardId": "c", "type": 2, "clock": 3, "screenId": "s2"});
    assert_eq!(alice.rpc("wakuext_upsertSwitcherCard", json!([card])).await, Value::Null);
    assert_eq!(alice.rpc("wakuext_switcherCards", json!([])).await, json!({"switcherCards": [card]}));
    assert_eq!(alice.rpc("wakuext_deleteSwitcherCard", json!(["c"])).await, Value::Null);
    assert_eq!(alice.rpc("wakuext_switcherCards", json!([])).await, json!({"switcherCards": []}));
}

#[tokio::test]
async fn names_are_suggested_selected_and_replaced_while_one_writes() {
    let (alice, bobby, _) = Alice::talking().await;
    let nickname = json!([{"id": bobby, "nickname": "Bobby B"}]);
    alice.rpc("wakuext_setContactLocalNickname", nickname).await;
    let typed = alice.rpc("wakuext_chatMentionOnChangeText", json!([bobby, "hi @b", 1])).await;
    let suggestion = &typed["MentionSuggestions"][&bobby];
    assert_eq!((&suggestion["match"], &suggestion["searchedText"]), (&json!("Bobby B"), &json!("b")));
    let outdated = alice.error("wakuext_chatMentionOnChangeText", json!([bobby, "hi @bo", 1])).await;
    assert_eq!(outdated, "-32000 callID is less than or equal to latestCallID, callID: 1, maxCallID: 1");
    let selected = alice.rpc("wakuext_chatMentionSelectMention", json!([bobby, "hi @b", "Bobby B", bobby])).await;
    assert_eq!((&selected["NewText"], &selected["MentionSuggestions"]), (&json!("hi @Bobby B "), &Value::Null));
    let text = json!([bobby, "hi @Bobby B "]);
    assert_eq!(alice.rpc("wakuext_chatMentionReplaceWithPublicKey", text).await, format!("hi @{bobby} "));
    assert_eq!(alice.rpc("wakuext_chatMentionClearMentions", json!([bobby])).await, Value::Null);
    alice.rpc("wakuext_chatMentionOnChangeText", json!([bobby, "hi", 2])).await;
    let emptied = alice.rpc("wakuext_chatMentionOnChangeText", json!([bobby, "", 3])).await;
    assert_eq!(emptied["InputSegments"], json!([{"type": 0, "value": ""}]));
    assert_eq!(emptied["MentionState"]["End"], 2);
    let shown = alice.rpc("wakuext_chatMentionToInputField", json!([bobby, format!("hi @{bobby}")])).await;
    assert_eq!(shown["InputSegments"][1], json!({"type": 1, "value": "@Bobby B"}));
    let unknown = alice.error("wakuext_chatMentionOnChangeText", json!(["nobody", "@", 2])).await;
    assert_eq!(unknown, "-32000 chat not found when getting mentionable users, chatID: nobody");
    let unknown = alice.error("wakuext_chatMentionReplaceWithPublicKey", json!(["nobody", "@"])).await;
    assert_eq!(unknown, "-32000 chat not found when check mentions, chatID: nobody");
}

#[tokio::test]
async fn a_list_of_chats_shows_how_the_newest_message_begins() {
    let (alice, bobby, _) = Alice::talking().await;
    let list = async |text: &str| {
        alice.say(&bobby, text).await;
        alice.rpc("wakuext_chatsPreview", json!([])).await[0].clone()
    };
    let shown = list("a *strong* word").await;
    assert_eq!((&shown["text"], shown.get("parsedText")), (&json!("a strong word"), None));
    let shown = list(&format!("@{bobby}")).await;
    assert_eq!(shown["parsedText"][0]["children"][1], json!({"type": "mention", "literal": bobby}));
    let shown = list(&"\u{e9}".repeat(80)).await;
    assert_eq!(shown["text"], "\u{e9}".repeat(50));
    alice.rpc("chat_sendMessage", json!(["0x", bobby, "\u{1f600}", ""])).await;
    let shown = alice.rpc("wakuext_chatsPreview", json!([])).await[0].clone();
    assert_eq!((&shown["text"], &shown["contentType"]), (&json!("\u{1f600}"), &json!(4)));
    assert_eq!(shown["parsedText"][0]["children"][0]["literal"], "\u{1f600}");
    alice.rpc("chat_sendSticker", json!(["0x", bobby, 3, "0a", ""])).await;
    let shown = alice.rpc("wakuext_chatsPreview", json!([])).await[0].clone();
    assert_eq!((shown.get("text"), &shown["contentType"]), (None, &json!(2)));
}

#[tokio::test]
async fn the_chat_service_finds_the_kind_of_a_text_and_names_its_author() {
    let (alice, bobby, id) = Alice::talking().await;
    alice.rpc("settings_saveSetting", json!(["preferred-name", "alice.eth"])).await;
    let sent = alice.rpc("chat_sendMessage", json!(["0x", bobby, "a text", id])).await;
    let messages = sent["messages"].as_array().unwrap();
    let message = messages.iter().find(|message| message["text"] == "a text").unwrap();
    assert_eq!((&message["contentType"], &message["ensName"]), (&json!(1), &json!("alice.eth")));
    assert_eq!((&message["responseTo"], &sent["chat"]["id"]), (&json!(id), &json!(bobby)));
    let sent = alice.rpc("chat_sendMessage", json!(["0x", bobby, "\u{1f44d}\u{1f3fd} \u{1f600}", ""])).await;
    assert_eq!(sent["messages"][0]["contentType"], 4);
    let sent = alice.rpc("chat_sendSticker", json!(["0x", bobby, 3, "0a", ""])).await;
    let sticker = &sent["messages"][0];
    assert_eq!((&sticker["sticker"]["pack"], &sticker["contentType"]), (&json!(3), &json!(2)));
    assert_eq!(sticker["text"], "Update to latest version to see a nice sticker here!");
    for (params, error) in [
        (json!(["0x01", bobby, "a", ""]), "-32000 communities are not supported"),
        (json!(["0x", "nobody", "a", ""]), "-32000 Chat not found"),
    ] {
        assert_eq!(alice.error("chat_sendMessage", params).await, error);
    }
}
