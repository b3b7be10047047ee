use std::pin::Pin;
use std::task::{Context, Poll};

use futures::io::Cursor;
use futures::{AsyncRead, FutureExt as _};
use proptest::prelude::*;

use super::{CHUNK, FrameError, read, read_body, write};

/// All that a reader of these bytes makes of them; no timer is involved.
fn parse(bytes: &[u8], limit: usize) -> Result<Vec<u8>, FrameError> {
    read(&mut Cursor::new(bytes), limit).now_or_never().unwrap()
}

#[test]
fn the_length_is_the_shortest_varint_that_says_it() {
    assert_eq!(parse(&[3, 1, 2, 3, 9], 3).unwrap(), [1, 2, 3]);
    assert_eq!(parse(&[0], 0).unwrap(), []);
    for longer in [&[0x83, 0x00, 1, 2, 3][..], &[0x80, 0x00], &[0x80, 0x80, 0x80, 0x80, 0x80]] {
        assert!(matches!(parse(longer, 300), Err(FrameError::MalformedLength)), "{longer:?}");
    }
}

#[test]
fn more_than_the_limit_is_refused_by_its_length() {
    assert!(matches!(parse(&[4], 3), Err(FrameError::TooLong { limit: 3 })));
    for length in [&[0xff; 10][..], &[0x81, 0x80, 0x04], &[0x80, 0x80, 0x80, 0x80, 0x10]] {
        assert!(matches!(parse(length, 64 << 10), Err(FrameError::TooLong { .. })), "{length:?}");
    }
    // As long as the limit, and not there.
    assert!(matches!(parse(&[0x80, 0x80, 0x04], 64 << 10), Err(FrameError::Truncated)));
}

#[test]
fn an_end_before_the_message_is_no_offence_and_an_end_within_it_is() {
    let nothing = parse(&[], 10).unwrap_err();
    assert!(matches!(nothing, FrameError::Nothing) && !nothing.is_offence());
    for cut in [&[0x80][..], &[2, 1]] {
        let truncated = parse(cut, 1000).unwrap_err();
        assert!(matches!(truncated, FrameError::Truncated) && truncated.is_offence(), "{cut:?}");
    }
}

/// Sends a few bytes, then nothing more for ever.
struct Stalling(usize);

impl AsyncRead for Stalling {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut [u8]) -> Poll<std::io::Result<usize>> {
        assert!(buffer.len() <= CHUNK, "memory for {} bytes that nobody sent", buffer.len());
        let sent = self.0.min(buffer.len());
        self.0 -= sent;
        if sent == 0 { Poll::Pending } else { Poll::Ready(Ok(sent)) }
    }
}

#[test]
fn memory_grows_with_what_arrives_and_not_with_what_is_claimed() {
    assert!(read_body(&mut Stalling(40_000), 1 << 40).now_or_never().is_none());
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200), limit in 0_usize..400) {
        if let Ok(message) = parse(&bytes, limit) {
            prop_assert!(message.len() <= limit);
            prop_assert!(bytes.ends_with(&message) || bytes.windows(message.len()).any(|part| part == message));
        }
    }

    #[test]
    fn what_one_writes_the_other_reads(length in prop_oneof![0_usize..300, CHUNK - 2..CHUNK + 2, 0_usize..100_000]) {
        let message: Vec<u8> = (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect();
        let mut stream = Cursor::new(vec![]);
        write(&mut stream, &message).now_or_never().unwrap().unwrap();
        prop_assert_eq!(parse(stream.get_ref(), length).unwrap(), message);
    }
}
