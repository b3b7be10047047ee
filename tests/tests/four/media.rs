//! They show each other pictures and links.

use std::path::PathBuf;

use serde_json::{Value, json};
use status_tests::client::{self, BackendError, Person};

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
