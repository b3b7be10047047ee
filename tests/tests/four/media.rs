//! They show each other pictures and links.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use status_tests::client::{self, BackendError, Person};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::{Cast, IMAGE, TEXT, own_id, rpc, send};

/// A small picture: one red pixel, as PNG.
const RED_PIXEL: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8,
    2, 0, 0, 0, 0x90, 0x77, 0x53, 0xde, 0, 0, 0, 0x0c, 0x49, 0x44, 0x41, 0x54, 0x08, 0xd7, 0x63, 0xf8, 0xcf, 0xc0, 0,
    0, 3, 1, 1, 0, 0x18, 0xdd, 0x8d, 0xb0, 0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

/// A file with a picture in somebody's folder.
pub(super) fn picture_of(person: &Person) -> Result<PathBuf, BackendError> {
    let path = person.node.data_dir().join("picture.png");
    std::fs::write(&path, RED_PIXEL)?;
    Ok(path)
}

/// What the media server of somebody answers.
pub(super) async fn fetch(of: &Person, url: &Value) -> Result<Vec<u8>, BackendError> {
    let (head, body) = client::fetch(&of.node.api()?, url.as_str().unwrap_or_default()).await?;
    assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
    Ok(body)
}

pub(super) async fn show_pictures(cast: &Cast) -> Result<(), BackendError> {
    let Cast { alice, bobby, .. } = cast;
    let path = picture_of(alice)?;
    let picture = json!({ "chatId": bobby.public_key(), "text": "red", "contentType": IMAGE, "imagePath": path });
    let shown = send(alice, bobby, picture.clone()).await?;
    let bytes = fetch(bobby, &shown["image"]).await?;
    assert!(!bytes.is_empty(), "the picture is served");

    let there = bobby.node.position();
    let album = json!([[picture, picture]]);
    let sent = rpc(alice, "wakuext_sendChatMessages", album).await?;
    let id = own_id(&sent, alice, &picture)?;
    let one = bobby.hears(there, &id).await?;
    assert_eq!(one["albumImagesCount"], 2);
    assert_ne!(one["albumId"], "");
    Ok(())
}

pub(super) async fn share_links(cast: &Cast) -> Result<(), BackendError> {
    let Cast { alice, bobby, carol, .. } = cast;
    let link = rpc(alice, "wakuext_shareUserURLWithData", json!([carol.public_key()])).await?;
    let text = format!("you should know her: {}", link.as_str().unwrap_or_default());
    let plan = rpc(alice, "wakuext_getTextURLsToUnfurl", json!([text])).await?;
    assert_eq!(plan["urls"][0]["isStatusSharedURL"], true);
    let unfurled = rpc(alice, "wakuext_unfurlURLs", json!([[link]])).await?;
    let mut message = json!({ "chatId": bobby.public_key(), "text": text, "contentType": TEXT });
    message["statusLinkPreviews"] = unfurled["statusLinkPreviews"].clone();
    let shown = send(alice, bobby, message).await?;
    assert_eq!(shown["statusLinkPreviews"][0]["contact"]["publicKey"], json!(carol.public_key()));
    Ok(())
}

/// Alice reads a page of the web, and Bobby, who asks nobody but his own backend, sees what she saw of it.
pub(super) async fn show_a_page(cast: &Cast) -> Result<(), BackendError> {
    let Cast { alice, bobby, .. } = cast;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let origin = format!("http://{}", listener.local_addr()?);
    let page = format!("{origin}/page");
    let server = tokio::spawn(async move {
        let mut asked = Vec::new();
        // The page, its picture, and its icon.
        while asked.len() < 3 {
            let (stream, _) = listener.accept().await?;
            asked.push(serve(stream).await?);
        }
        Ok::<_, std::io::Error>(asked)
    });
    let text = format!("have a look at {page}");
    let plan = rpc(alice, "wakuext_getTextURLsToUnfurl", json!([text])).await?;
    assert_eq!(plan["urls"][0]["url"], json!(page));
    let unfurled = rpc(alice, "wakuext_unfurlURLs", json!([[page]])).await?;
    let mut asked = server.await.map_err(std::io::Error::other)??;
    asked.sort();
    assert_eq!(asked, ["/icon.png", "/page", "/red.png"], "each once");
    let preview = &unfurled["linkPreviews"][0];
    let uri = format!("data:image/png;base64,{}", STANDARD.encode(RED_PIXEL));
    assert_eq!((&preview["title"], &preview["thumbnail"]["dataUri"]), (&json!("Red & round"), &json!(uri)));

    let mut message = json!({ "chatId": bobby.public_key(), "text": text, "contentType": TEXT });
    message["linkPreviews"] = unfurled["linkPreviews"].clone();
    let shown = send(alice, bobby, message).await?;
    let got = &shown["linkPreviews"][0];
    for field in ["url", "hostname", "title", "description", "type"] {
        assert_eq!(got[field], preview[field], "{field}");
    }
    assert_eq!((&got["thumbnail"]["width"], &got["thumbnail"]["height"]), (&json!(1), &json!(1)));
    // The web server is gone: the pictures came with the message.
    for picture in ["thumbnail", "favicon"] {
        assert_eq!(fetch(bobby, &got[picture]["url"]).await?, RED_PIXEL, "{picture}");
    }
    Ok(())
}

/// Answers one request of whoever reads a page, and says what was asked for.
async fn serve(mut stream: TcpStream) -> std::io::Result<String> {
    const PAGE: &[u8] = b"<html><head><meta property=\"og:title\" content=\"Red &amp; round\">\
        <meta property=\"og:description\" content=\"One pixel\"><meta property=\"og:image\" content=\"/red.png\">\
        <link rel=\"icon\" href=\"/icon.png\"></head></html>";
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let path = String::from_utf8_lossy(&head).split(' ').nth(1).unwrap_or_default().to_owned();
    let (kind, body) = if path == "/page" { ("text/html", PAGE) } else { ("image/png", RED_PIXEL) };
    let length = body.len();
    let answer = format!("HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n");
    stream.write_all(&[answer.as_bytes(), body].concat()).await?;
    stream.shutdown().await?;
    Ok(path)
}
