//! The contract of [`WebFetcher`].

use crate::{Excess, WebError, WebFetcher, WebRequest, WebResponse};

/// Bytes of `/large`.
pub const LARGE_BYTES: usize = 100_000;

/// What `/page` answers with content type [`PAGE_TYPE`].
pub const PAGE: &str = "<title>page</title>";

/// The content type of `/page`.
pub const PAGE_TYPE: &str = "text/html; charset=utf-8";

/// A request as most are.
fn request(url: String) -> WebRequest {
    WebRequest {
        url,
        accept: "text/html".to_owned(),
        accept_language: "en".to_owned(),
        max_bytes: 4096,
        excess: Excess::Refuse,
        max_redirects: 3,
        timeout_ms: 30_000,
    }
}

/// Runs the whole suite. At `origin`, such as `http://127.0.0.1:1`, the fetcher finds a server with these paths:
///
/// | path | answer |
/// |---|---|
/// | `/page` | 200, [`PAGE_TYPE`], [`PAGE`] |
/// | `/missing` | 404, no content type, `missing` |
/// | `/large` | 200, [`LARGE_BYTES`] bytes |
/// | `/endless` | 200, bytes without end |
/// | `/silent` | never |
/// | `/redirect/3` | redirects to `/redirect/2` and so on, `/redirect/0` to `/page`; relative |
/// | `/loop` | redirects to itself |
/// | `/astray` | redirects to `ftp://example.org/` |
/// | `/private` | redirects to `http://10.0.0.1/` |
/// | `/broken` | ends in the middle |
pub async fn run(web: &dyn WebFetcher, origin: &str) {
    answers_are_given_as_they_are(web, origin).await;
    redirects_are_followed_up_to_the_bound(web, origin).await;
    no_more_is_read_than_wanted(web, origin).await;
    what_takes_too_long_is_given_up(web, origin).await;
    only_the_public_web_is_read(web, origin).await;
}

async fn answers_are_given_as_they_are(web: &dyn WebFetcher, origin: &str) {
    let page = WebResponse {
        status: 200,
        url: format!("{origin}/page"),
        content_type: PAGE_TYPE.to_owned(),
        body: PAGE.as_bytes().to_vec(),
    };
    assert_eq!(web.fetch(request(format!("{origin}/page"))).await, Ok(page.clone()));
    assert_eq!(web.fetch(request(format!("{origin}/page#part"))).await, Ok(page), "a fragment stays here");
    let missing = web.fetch(request(format!("{origin}/missing"))).await.unwrap();
    assert_eq!((missing.status, missing.content_type.as_str(), missing.body.as_slice()), (404, "", &b"missing"[..]));
    assert!(matches!(web.fetch(request(format!("{origin}/broken"))).await, Err(WebError::Failed(_))));
}

async fn redirects_are_followed_up_to_the_bound(web: &dyn WebFetcher, origin: &str) {
    let reached = web.fetch(request(format!("{origin}/redirect/2"))).await.unwrap();
    assert_eq!((reached.status, reached.url), (200, format!("{origin}/page")));
    for path in ["/redirect/3", "/loop"] {
        assert_eq!(web.fetch(request(format!("{origin}{path}"))).await, Err(WebError::TooManyRedirects), "{path}");
    }
}

async fn no_more_is_read_than_wanted(web: &dyn WebFetcher, origin: &str) {
    for path in ["/large", "/endless"] {
        let refused = request(format!("{origin}{path}"));
        assert_eq!(web.fetch(refused.clone()).await, Err(WebError::TooLarge), "{path}");
        let cut = web.fetch(WebRequest { excess: Excess::Cut, ..refused }).await.unwrap();
        assert_eq!(cut.body.len(), 4096, "{path}");
    }
    for excess in [Excess::Refuse, Excess::Cut] {
        let whole = WebRequest { max_bytes: LARGE_BYTES, excess, ..request(format!("{origin}/large")) };
        assert_eq!(web.fetch(whole).await.unwrap().body.len(), LARGE_BYTES, "exactly as many as wanted");
    }
}

async fn what_takes_too_long_is_given_up(web: &dyn WebFetcher, origin: &str) {
    let silent = WebRequest { timeout_ms: 50, ..request(format!("{origin}/silent")) };
    assert_eq!(web.fetch(silent).await, Err(WebError::Timeout));
    let endless = WebRequest { timeout_ms: 50, max_bytes: usize::MAX, ..request(format!("{origin}/endless")) };
    assert_eq!(web.fetch(endless).await, Err(WebError::Timeout));
}

async fn only_the_public_web_is_read(web: &dyn WebFetcher, origin: &str) {
    for url in [
        "",
        "page",
        "//host/page",
        "ftp://example.org/",
        "file:///etc/passwd",
        "https://",
        "http://user:word@example.org/",
    ] {
        assert_eq!(web.fetch(request(url.to_owned())).await, Err(WebError::InvalidUrl), "{url}");
    }
    assert_eq!(web.fetch(request(format!("{origin}/astray"))).await, Err(WebError::InvalidUrl));
    for url in ["http://10.0.0.1/", "https://192.168.0.1/", "http://169.254.169.254/latest", "http://[fe80::1]/"] {
        assert_eq!(web.fetch(request(url.to_owned())).await, Err(WebError::ForbiddenAddress), "{url}");
    }
    assert_eq!(web.fetch(request(format!("{origin}/private"))).await, Err(WebError::ForbiddenAddress));
}
