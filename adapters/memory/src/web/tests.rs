use status_ports::contracts::web::{LARGE_BYTES, PAGE, PAGE_TYPE, run};

use super::*;

const ORIGIN: &str = "http://web.example";

#[tokio::test(start_paused = true)]
async fn the_web_keeps_the_contract() {
    let web = MemoryWeb::default();
    let put = |path: &str, document| web.put(&format!("{ORIGIN}{path}"), document);
    let body = |status, content_type: &str, body: &[u8]| MemoryDocument::Body {
        status,
        content_type: content_type.to_owned(),
        body: body.to_vec(),
    };
    put("/page", body(200, PAGE_TYPE, PAGE.as_bytes()));
    put("/missing", body(404, "", b"missing"));
    put("/large", body(200, "", &vec![b'x'; LARGE_BYTES]));
    put("/endless", MemoryDocument::Endless);
    put("/silent", MemoryDocument::Silence);
    put("/redirect/0", MemoryDocument::Redirect(format!("{ORIGIN}/page")));
    for step in 1..=3 {
        let target = format!("{ORIGIN}/redirect/{}", step - 1);
        put(&format!("/redirect/{step}"), MemoryDocument::Redirect(target));
    }
    put("/loop", MemoryDocument::Redirect(format!("{ORIGIN}/loop")));
    put("/astray", MemoryDocument::Redirect("ftp://example.org/".to_owned()));
    put("/private", MemoryDocument::Redirect("http://10.0.0.1/".to_owned()));
    put("/broken", MemoryDocument::Broken);
    run(&web, ORIGIN).await;
}
