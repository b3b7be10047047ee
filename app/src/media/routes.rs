//! What each path answers (specification: API, section 11). Whatever is missing or wrong is answered with nothing, except
//! by the paths of link previews, which say it.

mod link;
mod message;
mod people;
mod qr_code;

use super::answer::Answer;
use super::gallery::Gallery;
use super::ipfs::Ipfs;
use super::pictures::{PictureError, Pictures};
use super::query::Query;

/// Paths of what this version does not have: communities, imported messages, collectibles.
const EMPTY: [&str; 8] = [
    "/messages/discord/attachments",
    "/discord/authors",
    "/communityTokenImages",
    "/communityDescriptionImages",
    "/communityDescriptionTokenImages",
    "/wallet/communityImages",
    "/wallet/collectionImages",
    "/wallet/collectibleImages",
];

/// Answers requests. Cloning gives another handle to the same one.
#[derive(Clone)]
pub(super) struct Routes {
    pub(super) gallery: Gallery,
    pub(super) pictures: Pictures,
    pub(super) ipfs: Ipfs,
}

impl Routes {
    /// Answers the target of a request.
    pub(super) async fn answer(&self, target: &str) -> Answer {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let query = Query::parse(query);
        let answer = match path {
            "/health" => return Answer::empty(),
            "/messages/images" => message::image(self, &query).await,
            "/messages/audio" => message::audio(self, &query).await,
            "/accountImages" => people::account_image(self, &query).await,
            "/accountInitials" => people::account_initials(self, &query).await,
            "/contactImages" => people::contact_image(self, &query).await,
            "/GenerateQRCode" => qr_code::answer(self, &query).await,
            "/link-preview/thumbnail" => return link::preview(self, &query, link::Part::Thumbnail).await,
            "/link-preview/favicon" => return link::preview(self, &query, link::Part::Favicon).await,
            "/status-link-preview/thumbnail" => return link::status_preview(self, &query).await,
            "/ipfs" => self.ipfs.answer(&query).await,
            path if EMPTY.contains(&path) => None,
            _ => return Answer::not_found(),
        };
        answer.unwrap_or_else(Answer::empty)
    }
}

/// What was made, or nothing with a word about it.
fn made<T>(outcome: Result<T, PictureError>) -> Option<T> {
    outcome.inspect_err(|error| tracing::debug!(%error, "A picture could not be served.")).ok()
}
