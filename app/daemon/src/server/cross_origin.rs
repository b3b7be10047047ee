//! What browsers need to be told before a web page may read an answer. Only origins that passed
//! [`Access`](super::Access) come here.

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderValue, VARY,
};
use http::{Method, StatusCode};

use super::answer::{Answer, empty};

/// Answers the question of a browser whether a page may ask at all. Functions run by any method, but not by this.
pub(super) fn preflight(method: &Method, headers: &HeaderMap) -> Option<Answer> {
    if method != Method::OPTIONS || !headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD) {
        return None;
    }
    let mut answer = empty(StatusCode::NO_CONTENT);
    answer.headers_mut().insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
    answer.headers_mut().insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("content-type"));
    Some(answer)
}

/// Lets the page read the answer.
pub(super) fn allow(answer: &mut Answer, origin: &str) {
    if let Ok(origin) = HeaderValue::from_str(origin) {
        answer.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        answer.headers_mut().insert(VARY, HeaderValue::from_static("origin"));
    }
}
