//! Answering a stream that a peer opened.

use std::sync::Arc;

use futures::{AsyncReadExt as _, AsyncWriteExt as _};
use libp2p::swarm::Stream;
use status_ports::Answer;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::registry::Ticket;
use super::{PING_BYTES, Protocol, Service, Streams, framing};
use crate::offences::Offence;
use framing::FrameError;

/// Requests up to this size are bounded by the number of streams alone.
const SMALL: usize = 4 << 10;

/// Why there was no answer.
#[derive(Debug, thiserror::Error)]
enum ServeError {
    #[error("no request came")]
    Silent,
    #[error("the request took too long")]
    Slow,
    #[error("too many bytes of requests or answers are in work")]
    Busy,
    #[error("the request breaks the protocol")]
    Refused,
    #[error("an answer was given where none belongs, or none where one does")]
    Unanswered,
    #[error("an answer of {0} bytes is too long")]
    LongAnswer(usize),
    #[error("{0}")]
    Frame(#[from] FrameError),
    #[error("the answer was not sent: {0}")]
    Write(std::io::Error),
}

impl ServeError {
    fn is_offence(&self) -> bool {
        match self {
            Self::Slow | Self::Refused => true,
            Self::Frame(error) => error.is_offence(),
            // js-waku opens a stream for each protocol ahead, and may never use it.
            Self::Silent | Self::Busy | Self::Unanswered | Self::LongAnswer(_) | Self::Write(_) => false,
        }
    }
}

/// Reads the request, lets the service decide, and writes the answer. Whatever fails resets the stream.
pub(super) async fn answer(streams: Streams, ticket: Ticket, service: Arc<dyn Service>, stream: Stream) {
    let (peer, protocol) = (ticket.peer, service.protocol());
    if let Err(error) = exchange(&streams, &ticket, protocol, service, stream).await {
        if error.is_offence() {
            streams.offences().count(peer, Offence::Breach, &error);
        } else {
            tracing::debug!(%peer, protocol = protocol.id, %error, "a stream was not answered");
        }
    }
}

/// Sends pings back until the peer has enough of it. Some keep the stream as long as the connection.
pub(super) async fn echo(streams: Streams, ticket: Ticket, mut stream: Stream) {
    let mut ping = [0_u8; PING_BYTES];
    while stream.read_exact(&mut ping).await.is_ok() {
        streams.heard(&ticket.peer);
        let write = async {
            stream.write_all(&ping).await?;
            stream.flush().await
        };
        if !matches!(tokio::time::timeout(streams.limits().write_timeout, write).await, Ok(Ok(()))) {
            return;
        }
    }
    let _ = tokio::time::timeout(streams.limits().write_timeout, stream.close()).await;
}

async fn exchange(
    streams: &Streams,
    ticket: &Ticket,
    protocol: Protocol,
    service: Arc<dyn Service>,
    mut stream: Stream,
) -> Result<(), ServeError> {
    let limits = streams.limits();
    let (request, in_work) = read(ticket, protocol, &mut stream, limits.read_timeout).await?;
    streams.counters().received(protocol.id, request.len());
    streams.heard(&ticket.peer);
    let answer = service.handle(&ticket.peer.to_base58(), request).await;
    drop((in_work, service));
    match answer {
        Answer::Reset => return Err(ServeError::Refused),
        Answer::Reply(reply) if protocol.is_answered => {
            if reply.len() > protocol.max_answer {
                return Err(ServeError::LongAnswer(reply.len()));
            }
            let _on_its_way = try_reserve(&ticket.answer_bytes, reply.len()).ok_or(ServeError::Busy)?;
            let write = tokio::time::timeout(limits.write_timeout, async {
                framing::write(&mut stream, &reply).await?;
                stream.close().await
            });
            write.await.unwrap_or_else(|_| Err(std::io::ErrorKind::TimedOut.into())).map_err(ServeError::Write)?;
            streams.counters().sent(protocol.id, reply.len(), 1);
        }
        Answer::Taken if !protocol.is_answered => {
            // Whether the peer hears our goodbye does not matter.
            let _ = tokio::time::timeout(limits.write_timeout, stream.close()).await;
        }
        Answer::Reply(_) | Answer::Taken => return Err(ServeError::Unanswered),
    }
    Ok(())
}

type Reserved = [OwnedSemaphorePermit; 2];

/// The request, and the bytes that it takes of what may be in work. Waiting for these is no fault of the peer.
async fn read(
    ticket: &Ticket,
    protocol: Protocol,
    stream: &mut Stream,
    timeout: std::time::Duration,
) -> Result<(Vec<u8>, Option<Reserved>), ServeError> {
    let start = tokio::time::timeout(timeout, framing::read_start(stream));
    let start = start.await.map_err(|_| ServeError::Silent)??;
    let length = tokio::time::timeout(timeout, framing::read_length(stream, start, protocol.max_request));
    let length = length.await.map_err(|_| ServeError::Slow)??;
    let reserved = if length > SMALL {
        let reserve = tokio::time::timeout(timeout, reserve(&ticket.request_bytes, length));
        Some(reserve.await.ok().flatten().ok_or(ServeError::Busy)?)
    } else {
        None
    };
    let body = tokio::time::timeout(timeout, framing::read_body(stream, length));
    Ok((body.await.map_err(|_| ServeError::Slow)??, reserved))
}

async fn reserve([own, all]: &[Arc<Semaphore>; 2], bytes: usize) -> Option<Reserved> {
    let bytes = u32::try_from(bytes).ok()?;
    let own = Arc::clone(own).acquire_many_owned(bytes).await.ok()?;
    let all = Arc::clone(all).acquire_many_owned(bytes).await.ok()?;
    Some([own, all])
}

fn try_reserve([own, all]: &[Arc<Semaphore>; 2], bytes: usize) -> Option<Reserved> {
    let bytes = u32::try_from(bytes).ok()?;
    let own = Arc::clone(own).try_acquire_many_owned(bytes).ok()?;
    let all = Arc::clone(all).try_acquire_many_owned(bytes).ok()?;
    Some([own, all])
}
