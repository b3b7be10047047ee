//! Which links of a text may be previewed.

use super::UnfurlingMode;
use super::address::normalized;
use super::preview::MAX_PREVIEWS;
use crate::chat::text;
use crate::share_url::is_shared_url;

/// Whether a link may be previewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Yes.
    Allowed,
    /// If the user says so.
    AskUser,
    /// No: the settings say so.
    Forbidden,
    /// There are no previews of such links.
    NotSupported,
}

impl Permission {
    /// Its number in the API.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Allowed => 0,
            Self::AskUser => 1,
            Self::Forbidden => 2,
            Self::NotSupported => 3,
        }
    }
}

/// A link of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedUrl {
    /// Normalized.
    pub url: String,
    /// Whether it may be previewed.
    pub permission: Permission,
    /// Whether it leads to somebody or something of Status: then the web is not asked.
    pub is_shared: bool,
}

/// The links of a text, in order, each as often as it is there.
#[must_use]
pub fn plan(text: &str, mode: UnfurlingMode) -> Vec<PlannedUrl> {
    let planned = |link: String| {
        let url = normalized(&link)?;
        let is_shared = is_shared_url(&url);
        let permission = match mode {
            _ if is_moving_picture(&link) => Permission::NotSupported,
            _ if is_shared => Permission::Allowed,
            UnfurlingMode::AlwaysAsk => Permission::AskUser,
            UnfurlingMode::EnableAll => Permission::Allowed,
            UnfurlingMode::DisableAll => Permission::Forbidden,
        };
        Some(PlannedUrl { url, permission, is_shared })
    };
    text::links(&text::parse(text)).into_iter().filter_map(planned).collect()
}

/// The first links of a text, as many as a message may have previews of.
#[must_use]
pub fn text_urls(text: &str) -> Vec<String> {
    plan(text, UnfurlingMode::DisableAll).into_iter().map(|planned| planned.url).take(MAX_PREVIEWS).collect()
}

/// Of addresses that a client wants previews of, each once, in order, as many as a message may have previews of.
#[must_use]
pub fn distinct_urls(urls: Vec<String>) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    for url in urls {
        if distinct.len() < MAX_PREVIEWS && !distinct.contains(&url) {
            distinct.push(url);
        }
    }
    distinct
}

/// A preview would show only its first picture.
pub(super) fn is_moving_picture(link: &str) -> bool {
    link.ends_with(".gif")
}
