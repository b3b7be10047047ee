//! Addresses of links.

use url::Url;

/// An address in the form in which clients compare it and ask for it: as it is written, but scheme and host in lower case,
/// without slashes at its end, and what must be escaped in its path is. `None` if it is none, or its host has no domain, as
/// names of machines in the same house.
#[must_use]
pub fn normalized(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let host = url.host_str()?;
    let has_domain = host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains("..");
    if !has_domain || text.contains(|character: char| character.is_ascii_control()) {
        return None;
    }
    let (_, rest) = text.split_once("://")?;
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (rest, query) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (scheme, authority) = (url.scheme(), authority_of(authority, host)?);
    let (path, fragment) = (escaped(path, b"")?, escaped(fragment.trim_end_matches('/'), b"?!()*")?);
    let mark = if fragment.is_empty() { "" } else { "#" };
    let form = format!("{scheme}://{authority}{path}{query}{mark}{fragment}");
    Some(form.trim_end_matches('/').to_owned())
}

/// Who is asked, with the host in lower case. Hosts of other scripts are written as names are looked up.
fn authority_of(authority: &str, host: &str) -> Option<String> {
    if authority.is_empty() || authority.contains(['\\', ' ']) {
        return None;
    }
    let (user, place) = match authority.rsplit_once('@') {
        Some((user, place)) => (format!("{user}@"), place),
        None => (String::new(), authority),
    };
    if place.contains('%') {
        return None;
    }
    let place = if place.is_ascii() {
        place.to_ascii_lowercase()
    } else {
        let port = place.rsplit_once(':').map(|(_, port)| format!(":{port}")).unwrap_or_default();
        format!("{host}{port}")
    };
    Some(format!("{user}{place}"))
}

/// A part of an address, escaped where it must be, but for these marks. Nothing is changed where nothing must be; `None` for
/// an escape that is none.
fn escaped(part: &str, marks: &[u8]) -> Option<String> {
    let plain = unescaped(part)?;
    let is_plain = |byte: u8| stands_for_itself(byte) || marks.contains(&byte);
    if part.bytes().all(|byte| is_plain(byte) || b"%!'()*[]".contains(&byte)) {
        return Some(part.to_owned());
    }
    let mut escaped = String::with_capacity(part.len());
    for byte in plain {
        if is_plain(byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push('%');
            escaped.push_str(&hex::encode_upper([byte]));
        }
    }
    Some(escaped)
}

const fn stands_for_itself(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'$' | b'&' | b'+' | b',' | b'/' | b':' | b';' | b'=' | b'@')
}

fn unescaped(part: &str) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(part.len());
    let mut bytes = part.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            plain.push(byte);
            continue;
        }
        let digits = [bytes.next()?, bytes.next()?];
        plain.extend(hex::decode(digits).ok()?);
    }
    Some(plain)
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
