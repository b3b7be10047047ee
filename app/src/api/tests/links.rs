//! Links: what is asked of the web, what a preview shows, and that it comes to whoever reads the message.

use serde_json::{Value, json};
use status_domain::link::MAX_PREVIEWS;
use status_memory::{MemoryDocument, MemoryWeb};

use super::{Alice, MemoryWorld, bobby};

const PAGE: &str = "https://example.com/page";
const ICON: &[u8] = b"\x89PNG\r\n\x1a\nicon";
/// The icon as data URI.
const ICON_URI: &str = "data:image/png;base64,iVBORw0KGgppY29u";

fn document(content_type: &str, body: &[u8]) -> MemoryDocument {
    MemoryDocument::Body { status: 200, content_type: content_type.to_owned(), body: body.to_vec() }
}

/// A web with a page that has an icon.
fn web() -> MemoryWeb {
    let web = MemoryWeb::default();
    let page = "<meta property='og:title' content='A &amp; B'><meta property='og:description' content='About'>\
                <link rel='icon' href='/icon.png'>";
    web.put(PAGE, document("text/html", page.as_bytes()));
    web.put("https://example.com/icon.png", document("image/png", ICON));
    web
}

async fn alice_on(web: &MemoryWeb) -> Alice {
    Alice::in_world(MemoryWorld { web: web.clone(), ..MemoryWorld::default() }, json!({})).await
}

async fn unfurl(alice: &Alice, urls: Value) -> Value {
    alice.rpc("wakuext_unfurlURLs", json!([urls])).await
}

#[tokio::test]
async fn a_page_is_previewed_as_it_says_itself() {
    let web = web();
    let alice = alice_on(&web).await;
    let unfurled = unfurl(&alice, json!([PAGE, PAGE])).await;
    let expected = json!({"linkPreviews": [{
        "type": 0, "url": PAGE, "hostname": "example.com", "title": "A & B", "description": "About",
        "favicon": {"dataUri": ICON_URI}, "thumbnail": {},
    }]});
    assert_eq!(unfurled, expected, "once, however often it is asked for");
    let asked: Vec<_> = web.requests().into_iter().map(|request| request.url).collect();
    assert_eq!(asked, [PAGE, "https://example.com/icon.png"]);
}

#[tokio::test]
async fn the_web_is_asked_only_as_the_settings_allow() {
    let web = web();
    let alice = alice_on(&web).await;
    let text = format!("{PAGE} https://status.app/u#zQ3shabc");
    let permissions = async || {
        let plan = alice.rpc("wakuext_getTextURLsToUnfurl", json!([text])).await;
        let urls = plan["urls"].as_array().unwrap().clone();
        urls.iter().map(|url| url["permission"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(permissions().await, [1, 0]);
    alice.rpc("settings_saveSetting", json!(["url-unfurling-mode", 3])).await;
    assert_eq!(permissions().await, [2, 0]);
    assert_eq!(unfurl(&alice, json!([PAGE])).await, json!({}));
    assert_eq!(web.requests(), [], "nobody learns that the link was written");
    alice.rpc("settings_saveSetting", json!(["url-unfurling-mode", 2])).await;
    assert_eq!(permissions().await, [0, 0]);
}

#[tokio::test]
async fn links_without_a_preview_are_left_out() {
    let web = web();
    web.put("https://example.com/nothing", document("text/html", b"<title>no more than this</title>"));
    web.put(
        "https://example.com/gone",
        MemoryDocument::Body {
            status: 404,
            content_type: String::new(),
            body: b"<meta property='og:title' content='x'>".to_vec(),
        },
    );
    web.put("https://example.com/broken", MemoryDocument::Broken);
    let alice = alice_on(&web).await;
    let urls = ["nothing", "gone", "broken", "unknown"].map(|path| format!("https://example.com/{path}"));
    assert_eq!(unfurl(&alice, json!(urls)).await, json!({}));
    assert_eq!(
        unfurl(&alice, json!(["", "nothing", "file:///etc/passwd", "https://example.com/x.gif"])).await,
        json!({})
    );
    let many: Vec<_> = (0..100).map(|number| format!("https://example.com/{number}")).collect();
    let before = web.requests().len();
    unfurl(&alice, json!(many)).await;
    assert_eq!(web.requests().len() - before, MAX_PREVIEWS, "a client asks for as many as a message may have");
}

#[tokio::test]
async fn a_link_to_somebody_shows_whom_we_know_and_asks_nobody() {
    let web = web();
    let alice = alice_on(&web).await;
    let url = alice.rpc("wakuext_shareUserURLWithChatKey", json!([alice.public_key])).await;
    let unfurled = unfurl(&alice, json!([url])).await;
    let expected = json!({"statusLinkPreviews": [{"url": url, "contact": {
        "publicKey": alice.public_key, "displayName": "alice-node", "description": "", "icon": {},
    }}]});
    assert_eq!(unfurled, expected);
    let stranger = alice.rpc("wakuext_shareUserURLWithChatKey", json!([bobby().0])).await;
    assert_eq!(unfurl(&alice, json!([stranger])).await, json!({}), "of a stranger we know nothing");
    let community = "https://status.app/c/CxCACh8KBFBJR1MSDHdlIGxvdmUgcGlncxgBIgcjRDM0NEM1Aw==#zQ3shZp9gY1FXfYkcd3CMrFLHriHQfrXvpF9XbZMwJhTcZsq8";
    let unfurled = unfurl(&alice, json!([community])).await;
    assert_eq!(unfurled["statusLinkPreviews"][0]["community"]["displayName"], "PIGS");
    assert_eq!(web.requests(), []);
}

#[tokio::test]
async fn a_link_is_made_of_a_key_and_read_again() {
    let alice = Alice::new().await;
    let with_data = alice.rpc("wakuext_shareUserURLWithData", json!([alice.public_key])).await;
    let parsed = alice.rpc("wakuext_parseSharedURL", json!([with_data])).await;
    assert_eq!((&parsed["contact"]["displayName"], &parsed["community"]), (&json!("alice-node"), &Value::Null));
    let ens = alice.rpc("wakuext_shareUserURLWithENS", json!([alice.public_key])).await;
    assert_eq!(ens, "https://status.app/u#");
    let id = "0x02b84843377a24ff498b6c37bd63e2b285c1ee2ccbab82d7a4afa25fff8c5076df";
    let community = alice.rpc("wakuext_shareCommunityURLWithChatKey", json!([id])).await;
    assert_eq!(alice.rpc("wakuext_parseSharedURL", json!([community])).await["community"]["communityId"], id);
    let uuid = "b1673f75-c9d3-4964-9047-507681328693";
    let request = json!([{"CommunityID": id, "ChannelID": uuid}]);
    let channel = alice.rpc("wakuext_shareCommunityChannelURLWithChatKey", request).await;
    assert_eq!(alice.rpc("wakuext_parseSharedURL", json!([channel])).await["channel"]["channelUuid"], uuid);
    for (method, params, error) in [
        ("wakuext_shareUserURLWithChatKey", json!(["x"]), "-32000 hex string without 0x prefix"),
        ("wakuext_shareUserURLWithData", json!([bobby().0]), "-32000 contact not found"),
        ("wakuext_shareUserURLWithENS", json!(["x"]), "-32000 contact not found"),
        ("wakuext_parseSharedURL", json!([""]), "-32000 not a status shared url"),
        (
            "wakuext_shareCommunityChannelURLWithChatKey",
            json!([{"CommunityID": id, "ChannelID": "x"}]),
            "-32000 channelID should be UUID, got x",
        ),
    ] {
        assert_eq!(alice.error(method, params).await, error, "{method}");
    }
}

#[tokio::test]
async fn a_message_is_sent_without_the_previews_that_break_a_rule() {
    let alice = alice_on(&web()).await;
    let (bobby, _) = bobby();
    alice.rpc("wakuext_createOneToOneChat", json!([{"id": bobby}])).await;
    let preview = json!({"url": PAGE, "title": "A"});
    let changed = |field: &str, value: Value| {
        let mut preview = preview.clone();
        preview[field] = value;
        json!({"linkPreviews": [preview]})
    };
    for (previews, kept) in [
        (json!({"linkPreviews": [preview]}), 1),
        (changed("title", json!("")), 0),
        (changed("url", json!("file:///etc/passwd")), 0),
        (changed("thumbnail", json!({"dataUri": "data:text/html;base64,AAAA", "width": 1, "height": 1})), 1),
        (changed("favicon", json!({"dataUri": "data:image/png;base64,AAAA"})), 1),
        (json!({"linkPreviews": vec![preview.clone(); 6]}), MAX_PREVIEWS),
        (json!({"statusLinkPreviews": [{"url": "https://status.app/u#x"}]}), 0),
        (json!({"statusLinkPreviews": [{"url": "x", "contact": {"publicKey": "x"}}]}), 0),
    ] {
        let mut message = json!({"chatId": bobby, "text": PAGE, "contentType": 1});
        message.as_object_mut().unwrap().extend(previews.as_object().unwrap().clone());
        let sent = alice.rpc("wakuext_sendChatMessage", json!([message])).await;
        let shown = &sent["messages"][0];
        let links = shown["linkPreviews"].as_array().map_or(0, Vec::len);
        assert_eq!((links, shown.get("statusLinkPreviews")), (kept, None), "{previews}");
        assert!(links != 1 || shown["linkPreviews"][0]["thumbnail"] == json!({}), "{previews}");
    }
}
