//! What the server answers.

use status_domain::media::FileFormat;

/// An answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: &'static str,
    pub(super) content_type: Option<&'static str>,
    /// Nothing may keep it, but what never changes.
    pub(super) is_forever: bool,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// Nothing: what most paths answer to whatever is wrong or not there.
    pub(super) const fn empty() -> Self {
        Self { status: "200 OK", content_type: None, is_forever: false, body: Vec::new() }
    }

    /// A picture by its first bytes.
    pub(super) fn picture(body: Vec<u8>) -> Self {
        Self { content_type: FileFormat::of(&body).map(FileFormat::mime), body, ..Self::empty() }
    }

    /// Bytes of a kind that is known.
    pub(super) fn of_type(content_type: &'static str, body: Vec<u8>) -> Self {
        Self { content_type: Some(content_type), body, ..Self::empty() }
    }

    /// What is wrong.
    pub(super) fn refusal(status: &'static str, text: &str) -> Self {
        let body = format!("{text}\n").into_bytes();
        Self { status, content_type: Some("text/plain; charset=utf-8"), body, ..Self::empty() }
    }

    pub(super) fn not_found() -> Self {
        Self::refusal("404 Not Found", "404 page not found")
    }

    /// Everything before the body.
    pub(super) fn head(&self) -> String {
        let mut head = format!("HTTP/1.1 {}\r\n", self.status);
        if let Some(content_type) = self.content_type {
            head += &format!("Content-Type: {content_type}\r\nX-Content-Type-Options: nosniff\r\n");
        }
        head += if self.is_forever {
            "Cache-Control: max-age=290304000, public\r\n"
        } else {
            "Cache-Control: no-store\r\n"
        };
        head + &format!("Content-Length: {}\r\nConnection: close\r\n\r\n", self.body.len())
    }
}
