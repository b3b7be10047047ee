//! Pictures, recordings, stickers and moving pictures.

use std::path::{Path, PathBuf};

use super::*;

/// A folder with a picture and a recording.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let picture = status_ports::Picture { width: 120, height: 80, rgba: vec![200; 120 * 80 * 4] };
        std::fs::write(folder.path().join("a.png"), PixelImages.encode_png(&picture).unwrap()).unwrap();
        std::fs::write(folder.path().join("a.aac"), [0xff, 0xf1, 1, 2, 3]).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        Path::join(self.0.path(), name)
    }
}

async fn key_uid(alice: &Alice) -> String {
    let settings = alice.rpc("settings_getSettings", json!([])).await;
    settings["key-uid"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_picture_is_sent_and_shown_by_url() {
    let (alice, folder) = (Alice::new().await, Folder::new());
    let (bobby, _) = bobby();
    alice.rpc("wakuext_createOneToOneChat", json!([{"id": bobby}])).await;
    let message =
        json!({"chatId": bobby, "text": "", "contentType": 7, "imagePath": folder.path("a.png"), "albumId": "x"});
    let sent = alice.rpc("wakuext_sendChatMessage", json!([message])).await;
    let message = &sent["messages"][0];
    let id = message["id"].as_str().unwrap();
    let url = message["image"].as_str().unwrap();
    let base = alice.rpc("wakuext_imageServerURL", json!([])).await;
    assert_eq!(url, format!("{}images?messageId={id}", base.as_str().unwrap()));
    assert_eq!(message["albumId"], "x");
    assert_eq!(sent["chats"][0]["lastMessage"]["image"], Value::Null);
    let reply = json!({"chatId": bobby, "text": "look", "contentType": 1, "responseTo": id});
    let reply = alice.rpc("wakuext_sendChatMessage", json!([reply])).await;
    let messages = reply["messages"].as_array().unwrap();
    let quoted = &messages.iter().find(|message| message["text"] == "look").unwrap()["quotedMessage"];
    assert_eq!((&quoted["image"], &quoted["albumImages"]), (&json!(url), &json!([url])));
}

#[tokio::test]
async fn several_pictures_make_an_album() {
    let (alice, folder) = (Alice::new().await, Folder::new());
    let (bobby, _) = bobby();
    alice.rpc("wakuext_createOneToOneChat", json!([{"id": bobby}])).await;
    let picture = json!({"chatId": bobby, "text": "", "contentType": 7, "imagePath": folder.path("a.png")});
    let sent = alice.rpc("wakuext_sendChatMessages", json!([[picture, picture]])).await;
    let messages = sent["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 2);
    assert!(messages.iter().all(|message| message["albumImagesCount"] == 2));
    assert_eq!(messages[0]["albumId"], messages[1]["albumId"]);
    let shared = json!([{"id": messages[0]["id"], "users": [bobby, bobby]}]);
    let shared = alice.rpc("wakuext_shareImageMessage", shared).await;
    assert_eq!(shared["messages"].as_array().unwrap().len(), 1);
    assert_eq!((&shared["messages"][0]["contentType"], shared["messages"][0].get("albumId")), (&json!(7), None));
}

#[tokio::test]
async fn a_recording_is_sent_and_its_file_stays() {
    let (alice, folder) = (Alice::new().await, Folder::new());
    let (bobby, _) = bobby();
    alice.rpc("wakuext_createOneToOneChat", json!([{"id": bobby}])).await;
    let path = folder.path("a.aac");
    let message =
        json!({"chatId": bobby, "text": "spoken", "contentType": 8, "audioPath": path, "audioDurationMs": 1500});
    let sent = alice.rpc("wakuext_sendChatMessage", json!([message])).await;
    let message = &sent["messages"][0];
    assert!(message["audio"].as_str().unwrap().contains("/messages/audio?messageId=0x"));
    assert_eq!(message["audioDurationMs"], 1500);
    assert!(path.exists());
}

#[tokio::test]
async fn the_chat_service_sends_pictures_with_a_text_and_recordings() {
    let (alice, folder) = (Alice::new().await, Folder::new());
    let (bobby, _) = bobby();
    alice.rpc("wakuext_createOneToOneChat", json!([{"id": bobby}])).await;
    let (picture, recording) = (folder.path("a.png"), folder.path("a.aac"));
    let sent = alice.rpc("chat_sendImages", json!(["0x", bobby, [picture, picture], "two of them", ""])).await;
    let messages = sent["messages"].as_array().unwrap();
    let pictures: Vec<_> = messages.iter().filter(|message| message["contentType"] == 7).collect();
    assert_eq!((messages.len(), pictures.len(), &pictures[0]["albumImagesCount"]), (3, 2, &json!(2)));
    assert_eq!(pictures[0]["text"], "Update to latest version to see a nice image here!");
    assert!(messages.iter().any(|message| message["text"] == "two of them"));
    let reply = json!({"chatId": bobby, "text": "look", "contentType": 1, "responseTo": pictures[0]["id"]});
    let reply = alice.rpc("wakuext_sendChatMessage", json!([reply])).await;
    let messages = reply["messages"].as_array().unwrap();
    let quoted = &messages.iter().find(|message| message["text"] == "look").unwrap()["quotedMessage"];
    assert_eq!(quoted["albumImagesCount"], 2);
    let sent = alice.rpc("chat_sendAudio", json!(["0x", bobby, recording, ""])).await;
    assert_eq!(sent["messages"][0]["text"], "Update to latest version to listen to an audio message here!");
    for (method, params, error) in [
        ("chat_sendImages", json!(["0x", bobby, [], "", ""]), "-32000 there is nothing to send"),
        (
            "chat_sendImages",
            json!(["0x", bobby, [recording], "", ""]),
            "-32000 error decoding image: unsupported file type",
        ),
        ("chat_sendAudio", json!(["0x", bobby, picture, ""]), "-32000 unsupported audio type"),
    ] {
        assert_eq!(alice.error(method, params).await, error, "{method}");
    }
}

#[tokio::test]
async fn what_is_no_picture_is_not_sent() {
    let (alice, folder) = (Alice::new().await, Folder::new());
    let (bobby, _) = bobby();
    alice.rpc("wakuext_createOneToOneChat", json!([{"id": bobby}])).await;
    for (message, error) in [
        (json!({"contentType": 7}), "no image content"),
        (json!({"contentType": 7, "imagePath": folder.path("a.aac")}), "error decoding image: unsupported file type"),
        (json!({"contentType": 1, "imagePath": folder.path("a.png")}), "the content type is not that of the file"),
        (json!({"contentType": 8, "audioPath": folder.path("a.png")}), "unsupported audio type"),
        (json!({"contentType": 8}), "no audio content"),
        (json!({"contentType": 1, "communityId": "0x1"}), "messages with communities are not supported"),
    ] {
        let mut message = message;
        message["chatId"] = json!(bobby);
        message["text"] = json!("text");
        let refused = alice.error("wakuext_sendChatMessage", json!([message])).await;
        assert_eq!(refused, format!("-32000 {error}"));
    }
    let missing = alice.error("wakuext_shareImageMessage", json!([{"id": "0x1", "users": []}])).await;
    assert_eq!(missing, "-32000 share image message: empty users");
    let page = alice.rpc("wakuext_chatMessages", json!([bobby, "", 10])).await;
    assert_eq!(page["messages"], Value::Null);
}

#[tokio::test]
async fn the_picture_of_a_profile_comes_and_goes() {
    let (alice, folder) = (Alice::new().await, Folder::new());
    let uid = key_uid(&alice).await;
    assert_eq!(alice.rpc("multiaccounts_getIdentityImages", json!([uid])).await, Value::Null);
    let stored = alice.rpc("multiaccounts_storeIdentityImage", json!([uid, folder.path("a.png"), 0, 0, 80, 80])).await;
    let sizes: Vec<_> = stored.as_array().unwrap().iter().map(|image| (&image["type"], &image["width"])).collect();
    assert_eq!(sizes, [(&json!("thumbnail"), &json!(80)), (&json!("large"), &json!(240))]);
    assert!(stored[0]["uri"].as_str().unwrap().starts_with("data:image/jpeg;base64,"));
    let large = alice.rpc("multiaccounts_getIdentityImage", json!([uid, "large"])).await;
    assert_eq!(large, stored[1]);
    assert_eq!(alice.rpc("multiaccounts_getIdentityImage", json!([uid, "nope"])).await, Value::Null);
    for (params, error) in [
        (json!([uid, "/nowhere.png", 0, 0, 1, 1]), "open /nowhere.png: no such file or directory"),
        (json!([uid, folder.path("a.png"), 5, 5, 5, 5]), "crop dimensions are empty or negative"),
        (json!(["0x1", folder.path("a.png"), 0, 0, 5, 5]), "account not found"),
    ] {
        assert_eq!(alice.error("multiaccounts_storeIdentityImage", params).await, format!("-32000 {error}"));
    }
    assert_eq!(alice.rpc("multiaccounts_deleteIdentityImage", json!([uid])).await, Value::Null);
    assert_eq!(alice.rpc("multiaccounts_getIdentityImages", json!([uid])).await, Value::Null);
}

#[tokio::test]
async fn a_profile_may_begin_with_a_picture() {
    let folder = Folder::new();
    let rectangle = json!({"ax": 0, "ay": 0, "bx": 40, "by": 40});
    let alice = Alice::with(json!({"imagePath": folder.path("a.png"), "imageCropRectangle": rectangle})).await;
    let uid = key_uid(&alice).await;
    let images = alice.rpc("multiaccounts_getIdentityImages", json!([uid])).await;
    assert_eq!(images.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn moving_pictures_are_remembered() {
    let alice = Alice::new().await;
    let gif = json!({"id": "9", "title": "g", "url": "u", "tinyUrl": "t", "height": 7, "isFavorite": true});
    for (update, get) in
        [("gif_updateRecentGifs", "gif_getRecentGifs"), ("gif_updateFavoriteGifs", "gif_getFavoriteGifs")]
    {
        assert_eq!(alice.rpc(get, json!([])).await, json!([]));
        let refused = alice.error(update, json!([[gif]])).await;
        assert_eq!(refused, "-32000 json: cannot unmarshal array into Go value of type gif.Container");
        alice.rpc(update, json!([{"items": [gif]}])).await;
        assert_eq!(alice.rpc(get, json!([])).await, json!([gif]));
    }
    alice.rpc("gif_setTenorAPIKey", json!(["very-secret"])).await;
    let refused = alice.error("gif_fetchGifs", json!(["trending?q="])).await;
    assert!(!refused.contains("very-secret"), "{refused}");
}

#[tokio::test]
async fn stickers_of_installed_packs_are_remembered() {
    let alice = Alice::new().await;
    assert_eq!(alice.rpc("stickers_installed", json!([])).await, json!({}));
    alice.rpc("stickers_addRecent", json!(["2", "h2"])).await;
    assert_eq!(alice.rpc("stickers_recent", json!([])).await, json!([]), "of no installed pack");
    let pack = json!({"2": {"id": "2", "name": "n", "preview": "p", "stickers": [{"hash": "h2"}]}});
    alice.rpc("settings_saveSetting", json!(["stickers/packs-installed", pack])).await;
    for index in 0..30 {
        alice.rpc("stickers_addRecent", json!(["2", format!("h{index}")])).await;
    }
    alice.rpc("stickers_addRecent", json!([2, "h9"])).await;
    let recent = alice.rpc("stickers_recent", json!([])).await;
    let recent = recent.as_array().unwrap();
    assert_eq!((recent.len(), &recent[0]["hash"], &recent[1]["hash"]), (24, &json!("h9"), &json!("h29")));
    assert!(recent[0]["url"].as_str().unwrap().ends_with("/ipfs?hash=h9"));
    let installed = alice.rpc("stickers_installed", json!([])).await;
    assert_eq!((&installed["2"]["status"], &installed["2"]["id"]), (&json!(1), &json!("2")));
    assert_eq!(alice.error("stickers_uninstall", json!(["7"])).await, "-32000 sticker pack is not installed");
    alice.rpc("stickers_uninstall", json!(["2"])).await;
    assert_eq!(alice.rpc("stickers_installed", json!([])).await, json!({}));
    assert_eq!(alice.rpc("stickers_recent", json!([])).await, json!([]));
    assert_eq!(alice.rpc("stickers_processPending", json!([1])).await, json!({}));
    assert_eq!(alice.rpc("stickers_removePending", json!(["5"])).await, Value::Null);
    alice.rpc("stickers_clearRecent", json!([])).await;
}

#[tokio::test]
async fn a_group_gets_a_part_of_a_picture() {
    let (alice, folder) = (Alice::new().await, Folder::new());
    let made = alice.rpc("wakuext_createGroupChatWithMembers", json!([null, "team", []])).await;
    let id = made["chats"][0]["id"].as_str().unwrap();
    let image = |width: i64| json!({"imagePath": folder.path("a.png"), "x": 10, "y": 0, "width": width, "height": 60});
    let edited = alice.rpc("chat_editChat", json!(["0x", id, "team", "#000000", image(60)])).await;
    assert!(edited["chats"][0]["image"].as_str().unwrap().starts_with("data:image/jpeg;base64,"));
    let refused = alice.error("chat_editChat", json!(["0x", id, "team", "#000000", image(600)])).await;
    assert!(refused.starts_with("-32000 crop dimensions out of bounds of image"), "{refused}");
}
