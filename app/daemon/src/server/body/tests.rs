use bytes::Bytes;
use futures::stream;
use http_body_util::{Full, StreamBody};
use hyper::body::Frame;

use super::*;

const LIMITS: fn() -> Limits = || Limits { body_bytes: 8, all_bodies_bytes: 12, ..Limits::default() };

fn full(text: &'static [u8]) -> Full<Bytes> {
    Full::new(Bytes::from_static(text))
}

/// A body that does not tell its length.
fn chunks(chunks: &[&'static [u8]]) -> impl Body<Error = String> + Unpin {
    let frames: Vec<_> = chunks.iter().map(|chunk| Ok(Frame::data(Bytes::from_static(chunk)))).collect();
    StreamBody::new(stream::iter(frames))
}

#[tokio::test]
async fn a_body_is_read_whole() {
    let budget = Budget::new(12);
    assert_eq!(read(full(b"12345678"), &LIMITS(), &budget).await.unwrap().text(), "12345678");
    assert_eq!(read(chunks(&[b"123", b"", b"456"]), &LIMITS(), &budget).await.unwrap().text(), "123456");
    assert_eq!(read(full(b""), &LIMITS(), &budget).await.unwrap().text(), "");
    assert_eq!(read(full(b"a\xffb"), &LIMITS(), &budget).await.unwrap().text(), "a\u{fffd}b");
}

#[tokio::test]
async fn a_body_above_the_bound_is_refused_with_and_without_a_length() {
    let budget = Budget::new(12);
    let refused = read(full(b"123456789"), &LIMITS(), &budget).await;
    assert!(matches!(refused, Err(BodyError::TooLarge { bound: 8 })));
    let refused = read(chunks(&[b"12345", b"6789"]), &LIMITS(), &budget).await;
    assert!(matches!(refused, Err(BodyError::TooLarge { bound: 8 })));
    assert_eq!(budget.left.load(Ordering::Relaxed), 12);
}

#[tokio::test]
async fn all_bodies_together_are_bounded_as_long_as_they_live() {
    let budget = Budget::new(12);
    let first = read(full(b"12345678"), &LIMITS(), &budget).await.unwrap();
    assert!(matches!(read(full(b"12345"), &LIMITS(), &budget).await, Err(BodyError::TooManyAtOnce)));
    assert!(read(full(b"1234"), &LIMITS(), &budget).await.is_ok());
    drop(first);
    assert!(read(full(b"12345678"), &LIMITS(), &budget).await.is_ok());
    assert_eq!(budget.left.load(Ordering::Relaxed), 12);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_end_in_time_is_refused() {
    let budget = Budget::new(12);
    let endless = StreamBody::new(stream::pending::<Result<Frame<Bytes>, String>>());
    assert!(matches!(read(endless, &LIMITS(), &budget).await, Err(BodyError::TooSlow { .. })));
}

#[tokio::test]
async fn a_body_that_breaks_off_is_refused() {
    let budget = Budget::new(12);
    let frames = [Ok(Frame::data(Bytes::from_static(b"12"))), Err("connection lost".to_owned())];
    let refused = read(StreamBody::new(stream::iter(frames)), &LIMITS(), &budget).await;
    assert!(matches!(refused, Err(BodyError::Broken(cause)) if cause == "connection lost"));
}
