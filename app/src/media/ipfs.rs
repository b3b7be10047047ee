//! Stickers and what packs say of themselves: files of IPFS, read through a gateway of the web.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use status_domain::media::ipfs_identifier;
use status_ports::{Excess, WebRequest};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::answer::Answer;
use super::file;
use super::gallery::{Gallery, OpenProfile};
use super::query::Query;

const GATEWAY: &str = "https://ipfs.status.im/";
/// Bytes of a file.
const MAX_BYTES: usize = 4 << 20;
const TIMEOUT_MS: u64 = 5000;
const REDIRECTS: u8 = 3;
/// From one download to the next.
const PAUSE: Duration = Duration::from_millis(334);

/// Reads files of IPFS. Cloning gives another handle to the same one.
#[derive(Clone)]
pub(crate) struct Ipfs {
    gallery: Gallery,
    /// When the next download may begin.
    next: Arc<Mutex<Instant>>,
}

impl Ipfs {
    pub(super) fn new(gallery: Gallery) -> Self {
        Self { gallery, next: Arc::new(Mutex::new(Instant::now())) }
    }

    /// The file of the content hash in `hash`; with `download` it is kept on disk, too.
    pub(super) async fn answer(&self, query: &Query) -> Option<Answer> {
        let bytes = self.file(query.text("hash")?, query.get("download").is_some()).await?;
        // What a hash names never changes.
        Some(Answer { is_forever: true, ..Answer::picture(bytes) })
    }

    /// The file of a content hash in hex, from the disk if it was kept there.
    pub(crate) async fn file(&self, content_hash: &str, keeps: bool) -> Option<Vec<u8>> {
        let identifier = ipfs_identifier(content_hash)?;
        let open = self.gallery.open_profile()?;
        // What is not a hash of IPFS went no further: this is a name of letters and digits.
        let kept = open.root.join("ipfs").join(&identifier);
        let found = {
            let kept = kept.clone();
            tokio::task::spawn_blocking(move || file::read(&kept, MAX_BYTES).ok()).await.ok()?
        };
        if found.is_some() {
            return found;
        }
        let bytes = self.download(&open, &identifier).await?;
        if keeps {
            keep(kept, bytes.clone()).await;
        }
        Some(bytes)
    }

    async fn download(&self, open: &OpenProfile, identifier: &str) -> Option<Vec<u8>> {
        {
            let mut next = self.next.lock().await;
            tokio::time::sleep_until(*next).await;
            *next = Instant::now() + PAUSE;
        }
        let request = WebRequest {
            url: format!("{GATEWAY}{identifier}"),
            accept: String::new(),
            accept_language: String::new(),
            max_bytes: MAX_BYTES,
            excess: Excess::Refuse,
            max_redirects: REDIRECTS,
            timeout_ms: TIMEOUT_MS,
        };
        let answer = open.web.fetch(request).await;
        let answer = answer.inspect_err(|error| tracing::debug!(%error, "A sticker could not be read.")).ok()?;
        (200..300).contains(&answer.status).then_some(answer.body)
    }
}

/// Keeps a file, whole or not at all.
async fn keep(path: PathBuf, bytes: Vec<u8>) {
    let write = move || {
        let unfinished = path.with_extension("part");
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&unfinished, bytes)?;
        std::fs::rename(unfinished, path)
    };
    if let Ok(Err(error)) = tokio::task::spawn_blocking(write).await {
        tracing::warn!(%error, "A sticker could not be kept.");
    }
}
