//! The URLs that clients are told. They hold the port, so they are made whenever something is shown.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use super::certificate::HOST;
use super::query;

/// Makes URLs of the media server of this process; before it listens, with port 0. Cloning gives another handle to the
/// same one.
#[derive(Clone, Debug, Default)]
pub(crate) struct MediaUrls(Arc<AtomicU16>);

impl MediaUrls {
    pub(super) fn set_port(&self, port: u16) {
        self.0.store(port, Ordering::Relaxed);
    }

    /// Where everything about messages begins.
    pub(crate) fn messages(&self) -> String {
        format!("{}/messages/", self.base())
    }

    /// The picture of a message.
    pub(crate) fn message_image(&self, message_id: &str) -> String {
        self.url("/messages/images", &[("messageId", message_id)])
    }

    /// The recording of a message.
    pub(crate) fn message_audio(&self, message_id: &str) -> String {
        self.url("/messages/audio", &[("messageId", message_id)])
    }

    /// A sticker by its content hash.
    pub(crate) fn sticker(&self, hash: &str) -> String {
        self.url("/ipfs", &[("hash", hash)])
    }

    /// A picture of a contact: `0x04…`, and `thumbnail` or `large`.
    pub(crate) fn contact_image(&self, public_key: &str, name: &str) -> String {
        self.url("/contactImages", &[("imageName", name), ("publicKey", public_key)])
    }

    /// What is shown of a link in a message.
    pub(crate) fn link_thumbnail(&self, message_id: &str, url: &str) -> String {
        self.url("/link-preview/thumbnail", &[("message-id", message_id), ("url", url)])
    }

    /// The icon of the site that a link in a message leads to.
    pub(crate) fn link_favicon(&self, message_id: &str, url: &str) -> String {
        self.url("/link-preview/favicon", &[("message-id", message_id), ("url", url)])
    }

    /// A picture of a person or community that a link in a message leads to, such as `contact-icon`.
    pub(crate) fn status_link_image(&self, message_id: &str, url: &str, image_id: &str) -> String {
        let query = [("image-id", image_id), ("message-id", message_id), ("url", url)];
        self.url("/status-link-preview/thumbnail", &query)
    }

    fn base(&self) -> String {
        format!("https://{HOST}:{}", self.0.load(Ordering::Relaxed))
    }

    /// The keys come in alphabetical order, as clients have always got them.
    fn url(&self, path: &str, query: &[(&str, &str)]) -> String {
        format!("{}{path}?{}", self.base(), query::build(query))
    }
}
