//! Asking peers.

use std::io;
use std::time::Duration;

use futures::{AsyncReadExt as _, AsyncWriteExt as _};
use libp2p::PeerId;
use tokio::time::Instant;

use super::framing::{self, FrameError};
use super::{PING, PING_BYTES, Protocol, Streams};
use crate::offences::Offence;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AskError {
    #[error("not connected")]
    NotConnected,
    /// The peer does not speak the protocol.
    #[error("the peer does not speak the protocol")]
    Unsupported,
    /// More waits for the peer than it takes.
    #[error("the peer is too slow")]
    Busy,
    #[error("it took too long")]
    Slow,
    /// What came back of a ping is something else.
    #[error("the ping came back changed")]
    ChangedPing,
    #[error("{0}")]
    Frame(#[from] FrameError),
    #[error("{0}")]
    Io(#[from] io::Error),
}

impl Streams {
    /// Asks a connected peer; the time includes everything.
    pub(crate) async fn ask(
        &self,
        peer: &PeerId,
        protocol: Protocol,
        request: &[u8],
        timeout: Duration,
    ) -> Result<Vec<u8>, AskError> {
        let exchange = async {
            let mut stream = self.open(peer, protocol).await?;
            framing::write(&mut stream, request).await?;
            // Some implementations answer only when nothing more can come.
            stream.close().await?;
            self.counters().sent(protocol.id, request.len(), 1);
            let answer = framing::read(&mut stream, protocol.max_answer).await?;
            self.counters().received(protocol.id, answer.len());
            self.heard(peer);
            Ok(answer)
        };
        let answer = tokio::time::timeout(timeout, exchange).await.unwrap_or(Err(AskError::Slow));
        if let Err(AskError::Frame(error)) = &answer
            && error.is_offence()
        {
            self.offences().count(*peer, Offence::Breach, error);
        }
        answer
    }

    /// The time that a connected peer takes to send back 32 bytes.
    pub(crate) async fn ping(&self, peer: &PeerId, timeout: Duration) -> Result<Duration, AskError> {
        let exchange = async {
            let mut bytes = [0_u8; PING_BYTES];
            getrandom::fill(&mut bytes).map_err(io::Error::other)?;
            let mut stream = self.open(peer, PING).await?;
            let start = Instant::now();
            stream.write_all(&bytes).await?;
            stream.flush().await?;
            let mut echo = [0_u8; PING_BYTES];
            stream.read_exact(&mut echo).await?;
            let taken = start.elapsed();
            // Whether the peer hears our goodbye does not matter.
            let _ = stream.close().await;
            if echo != bytes {
                return Err(AskError::ChangedPing);
            }
            self.heard(peer);
            Ok(taken)
        };
        let answer = tokio::time::timeout(timeout, exchange).await.unwrap_or(Err(AskError::Slow));
        if let Err(error @ AskError::ChangedPing) = &answer {
            self.offences().count(*peer, Offence::Breach, error);
        }
        answer
    }
}
