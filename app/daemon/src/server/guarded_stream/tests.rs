use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};
use tokio::time::advance;

use super::super::connection::Connections;
use super::*;

const HEAD: Duration = Duration::from_secs(5);
const WRITE: Duration = Duration::from_secs(30);

fn guarded() -> (DuplexStream, GuardedStream<DuplexStream>, Arc<Connection>) {
    let (peer, stream) = duplex(16);
    let connection = Connections::new(1).admit().unwrap();
    (peer, GuardedStream::new(stream, Arc::clone(&connection), HEAD, WRITE), connection)
}

#[tokio::test(start_paused = true)]
async fn who_sends_nothing_after_connecting_is_cut_off() {
    let (_peer, mut stream, _) = guarded();
    let begun = Instant::now();
    let error = stream.read_u8().await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    assert_eq!(begun.elapsed().as_secs(), HEAD.as_secs());
}

#[tokio::test(start_paused = true)]
async fn a_byte_now_and_then_does_not_prolong_the_head() {
    let (mut peer, mut stream, _) = guarded();
    for _ in 0..5 {
        peer.write_u8(b'G').await.unwrap();
        stream.read_u8().await.unwrap();
        advance(Duration::from_secs(1)).await;
    }
    peer.write_u8(b'G').await.unwrap();
    assert_eq!(stream.read_u8().await.unwrap_err().kind(), io::ErrorKind::TimedOut);
}

#[tokio::test(start_paused = true)]
async fn waiting_for_the_next_request_or_for_an_answer_is_no_head() {
    let (mut peer, mut stream, connection) = guarded();
    for phase in [Phase::Idle, Phase::Body, Phase::Busy] {
        connection.enter(phase);
        let silent = tokio::time::timeout(HEAD * 3, stream.read_u8()).await;
        assert!(silent.is_err(), "{phase:?}");
    }
    connection.enter(Phase::Idle);
    peer.write_u8(b'G').await.unwrap();
    stream.read_u8().await.unwrap();
    assert_eq!(connection.phase(), Phase::Head);
    assert_eq!(stream.read_u8().await.unwrap_err().kind(), io::ErrorKind::TimedOut);
}

#[tokio::test(start_paused = true)]
async fn an_answer_ends_when_it_was_written() {
    let (mut peer, mut stream, connection) = guarded();
    stream.flush().await.unwrap();
    assert_eq!(connection.phase(), Phase::Head);
    connection.enter(Phase::Answered);
    stream.write_all(b"answer").await.unwrap();
    assert_eq!(connection.phase(), Phase::Answered);
    stream.flush().await.unwrap();
    assert_eq!(connection.phase(), Phase::Idle);
    peer.read_exact(&mut [0; 6]).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn who_takes_no_bytes_is_cut_off_but_who_takes_some_is_not() {
    let (mut peer, mut stream, _) = guarded();
    let slow = tokio::spawn(async move {
        for _ in 0..4 {
            sleep(WRITE - HEAD).await;
            let mut some = [0; 16];
            peer.read_exact(&mut some).await.unwrap();
        }
        peer
    });
    stream.write_all(&[7; 64]).await.unwrap();
    let _peer = slow.await.unwrap();
    let begun = Instant::now();
    assert_eq!(stream.write_all(&[7; 64]).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
    assert_eq!(begun.elapsed().as_secs(), WRITE.as_secs());
}
