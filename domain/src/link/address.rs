//! Addresses of links.

use url::Url;

/// An address in the form in which it is compared and asked for: host in lower case, without slashes at its end, escaped
/// where it must be. `None` if it is none, or its host has no domain, as names of machines in the same house.
#[must_use]
pub fn normalized(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let host = url.host_str()?;
    let has_domain = host.contains('.') && !host.starts_with('.') && !host.ends_with('.');
    has_domain.then(|| url.as_str().trim_end_matches('/').to_owned())
}

/// The host of an address, in lower case; empty if there is none.
#[must_use]
pub fn hostname(text: &str) -> String {
    Url::parse(text).ok().and_then(|url| url.host_str().map(str::to_ascii_lowercase)).unwrap_or_default()
}

/// Whether the web has it: only such addresses are asked for and shown as previews.
pub(super) fn is_of_the_web(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// The path, for its end.
pub(super) fn path(text: &str) -> String {
    Url::parse(text).map(|url| url.path().to_owned()).unwrap_or_default()
}

/// Where a reference leads from a page. Only addresses of the web.
pub(super) fn join(base: &str, reference: &str) -> Option<String> {
    let url = Url::parse(base).ok()?.join(reference.trim()).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then(|| url.into())
}
