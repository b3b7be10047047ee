//! What is asked of the web for the preview of a link.

use status_ports::{Excess, WebRequest};
use url::Url;

use super::address::{hostname, is_of_the_web, path};
use super::picture::{MAX_DOWNLOAD_BYTES, MAX_ICON_BYTES};
use super::plan::is_moving_picture;
use super::preview::MAX_URL_LENGTH;

/// How long an answer may take, in milliseconds.
const TIMEOUT_MS: u64 = 15_000;
/// Redirects that are followed.
const MAX_REDIRECTS: u8 = 10;
/// As much of a page is read. What its preview is made of stands at its beginning.
const MAX_PAGE_BYTES: usize = 1024 * 1024;
/// Descriptions for previews are short.
const MAX_OEMBED_BYTES: usize = 64 * 1024;
/// In which language pages should be.
const LANGUAGE: &str = "en-US,en;q=0.5";

/// Where the preview of a link comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The link is a picture.
    Picture,
    /// The site describes its pages in JSON (oEmbed); the endpoint.
    OEmbed(&'static str),
    /// What the page says of itself.
    Page,
}

/// Sites whose pages say nothing to who has no browser, and where they describe them.
const OEMBED: [(&str, &str); 1] = [("reddit.com", "https://www.reddit.com/oembed")];

impl Source {
    /// Where the preview of this address comes from. `None` if there is none: not an address of the web, one that is too
    /// long, or a picture that moves.
    #[must_use]
    pub fn of(url: &str) -> Option<Self> {
        if url.len() > MAX_URL_LENGTH || !is_of_the_web(url) || is_moving_picture(url) {
            return None;
        }
        let path = path(url).to_ascii_lowercase();
        if ["png", "jpg", "jpeg", "webp"].iter().any(|end| path.ends_with(end)) {
            return Some(Self::Picture);
        }
        let host = hostname(url);
        let host = host.strip_prefix("www.").unwrap_or(&host);
        let endpoint = OEMBED.iter().find(|(site, _)| *site == host).map(|(_, endpoint)| Self::OEmbed(endpoint));
        Some(endpoint.unwrap_or(Self::Page))
    }

    /// What is asked first.
    #[must_use]
    pub fn request(self, url: &str) -> WebRequest {
        match self {
            Self::Picture => picture_request(url),
            Self::OEmbed(endpoint) => WebRequest {
                accept: "application/json; charset=utf-8".to_owned(),
                accept_language: LANGUAGE.to_owned(),
                ..request(described_at(endpoint, url), MAX_OEMBED_BYTES, Excess::Refuse)
            },
            Self::Page => WebRequest {
                accept: "text/html; charset=utf-8".to_owned(),
                accept_language: LANGUAGE.to_owned(),
                ..request(url.to_owned(), MAX_PAGE_BYTES, Excess::Cut)
            },
        }
    }
}

/// Asks for a picture.
#[must_use]
pub fn picture_request(url: &str) -> WebRequest {
    request(url.to_owned(), MAX_DOWNLOAD_BYTES, Excess::Refuse)
}

/// Asks for the icon of a site.
#[must_use]
pub fn icon_request(url: &str) -> WebRequest {
    request(url.to_owned(), MAX_ICON_BYTES, Excess::Refuse)
}

fn request(url: String, max_bytes: usize, excess: Excess) -> WebRequest {
    WebRequest {
        url,
        accept: String::new(),
        accept_language: String::new(),
        max_bytes,
        excess,
        max_redirects: MAX_REDIRECTS,
        timeout_ms: TIMEOUT_MS,
    }
}

/// Where the description of an address is.
fn described_at(endpoint: &str, url: &str) -> String {
    let parameters = [("format", "json"), ("url", url)];
    // An endpoint is a constant.
    Url::parse_with_params(endpoint, parameters).map_or_else(|_| endpoint.to_owned(), String::from)
}
