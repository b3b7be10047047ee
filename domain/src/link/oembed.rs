use serde::Deserialize;

/// What a site says of one of its pages (oEmbed).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct OEmbed {
    /// Its title.
    #[serde(default)]
    pub title: String,
    /// A picture of it, or empty.
    #[serde(default)]
    pub thumbnail_url: String,
}

/// Reads the description of a page. `None` if it is none, or has no title.
#[must_use]
pub fn read_oembed(body: &[u8]) -> Option<OEmbed> {
    let read: OEmbed = serde_json::from_slice(body).ok()?;
    (!read.title.trim().is_empty()).then_some(read)
}
