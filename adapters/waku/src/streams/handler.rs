//! The streams of one connection.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::io;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{AsyncWriteExt as _, StreamExt as _};
use libp2p::core::UpgradeInfo;
use libp2p::core::upgrade::{InboundUpgrade, OutboundUpgrade};
use libp2p::swarm::handler::{ConnectionEvent, DialUpgradeError, FullyNegotiatedInbound, FullyNegotiatedOutbound};
use libp2p::swarm::{
    ConnectionHandler, ConnectionHandlerEvent, ConnectionId, Stream, StreamUpgradeError, SubstreamProtocol,
};
use libp2p::{PeerId, StreamProtocol};
use tokio::sync::oneshot;

use super::registry::{LinkEnd, Open, Push};
use super::{AskError, Protocol, Streams, framing};
use crate::executor::Tasks;

/// Streams that are being opened, and messages being written, at one time. Peers refuse many more at once.
const MAX_OUTBOUND: usize = 32;

pub(crate) struct Handler {
    streams: Streams,
    tasks: Tasks,
    peer: PeerId,
    connection: ConnectionId,
    end: LinkEnd,
    /// Streams that are being opened.
    opening: usize,
    writing: FuturesUnordered<BoxFuture<'static, ()>>,
    version: u64,
    names: Vec<StreamProtocol>,
}

/// What a stream is opened for.
pub(crate) enum Purpose {
    Open(oneshot::Sender<Result<Stream, AskError>>),
    Push(Push),
}

/// Agrees on one of the protocols, and does nothing on the stream.
pub(crate) struct Names(Vec<StreamProtocol>);

impl UpgradeInfo for Names {
    type Info = StreamProtocol;
    type InfoIter = std::vec::IntoIter<StreamProtocol>;

    fn protocol_info(&self) -> Self::InfoIter {
        self.0.clone().into_iter()
    }
}

impl InboundUpgrade<Stream> for Names {
    type Output = (Stream, StreamProtocol);
    type Error = Infallible;
    type Future = Ready<Result<Self::Output, Self::Error>>;

    fn upgrade_inbound(self, stream: Stream, name: StreamProtocol) -> Self::Future {
        ready(Ok((stream, name)))
    }
}

impl OutboundUpgrade<Stream> for Names {
    type Output = (Stream, StreamProtocol);
    type Error = Infallible;
    type Future = Ready<Result<Self::Output, Self::Error>>;

    fn upgrade_outbound(self, stream: Stream, name: StreamProtocol) -> Self::Future {
        ready(Ok((stream, name)))
    }
}

impl Handler {
    pub(super) fn new(streams: Streams, tasks: Tasks, peer: PeerId, connection: ConnectionId) -> Self {
        let end = streams.connected(peer, connection);
        // Before the names: a change between the two is noticed.
        let version = streams.version();
        let names = streams.names();
        Self { streams, tasks, peer, connection, end, opening: 0, writing: FuturesUnordered::new(), version, names }
    }

    fn open(
        &mut self,
        protocol: Protocol,
        purpose: Purpose,
    ) -> Poll<ConnectionHandlerEvent<Names, Purpose, Infallible>> {
        self.opening = self.opening.saturating_add(1);
        let protocol = SubstreamProtocol::new(Names(vec![protocol.name()]), purpose);
        Poll::Ready(ConnectionHandlerEvent::OutboundSubstreamRequest { protocol })
    }

    fn write(&mut self, stream: Stream, push: Push) {
        let (counters, timeout) = (self.streams.counters().clone(), self.streams.limits().write_timeout);
        self.writing.push(Box::pin(async move {
            match within(timeout, write(stream, &push.message)).await {
                Ok(()) => counters.sent(push.protocol.id, push.message.len(), 1),
                Err(error) => tracing::debug!(protocol = push.protocol.id, %error, "a message was not sent"),
            }
        }));
    }
}

async fn within(timeout: Duration, work: impl Future<Output = io::Result<()>>) -> io::Result<()> {
    tokio::time::timeout(timeout, work).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

async fn write(mut stream: Stream, message: &[u8]) -> io::Result<()> {
    framing::write(&mut stream, message).await?;
    stream.close().await
}

fn failure(error: StreamUpgradeError<Infallible>) -> AskError {
    match error {
        StreamUpgradeError::Timeout => AskError::Io(io::ErrorKind::TimedOut.into()),
        StreamUpgradeError::Apply(never) => match never {},
        StreamUpgradeError::NegotiationFailed => AskError::Unsupported,
        StreamUpgradeError::Io(error) => AskError::Io(error),
    }
}

impl Drop for Handler {
    fn drop(&mut self) {
        self.streams.disconnected(&self.peer, self.connection);
    }
}

impl ConnectionHandler for Handler {
    type FromBehaviour = Infallible;
    type ToBehaviour = Infallible;
    type InboundProtocol = Names;
    type OutboundProtocol = Names;
    type InboundOpenInfo = ();
    type OutboundOpenInfo = Purpose;

    fn listen_protocol(&self) -> SubstreamProtocol<Names> {
        SubstreamProtocol::new(Names(self.names.clone()), ())
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<ConnectionHandlerEvent<Names, Purpose, Infallible>> {
        self.end.waker.register(context.waker());
        let version = self.streams.version();
        if self.version != version {
            self.version = version;
            self.names = self.streams.names();
        }
        while let Poll::Ready(Some(())) = self.writing.poll_next_unpin(context) {}
        if self.opening.saturating_add(self.writing.len()) < MAX_OUTBOUND {
            if let Poll::Ready(Some(Open { protocol, reply })) = self.end.opens.poll_recv(context) {
                return self.open(protocol, Purpose::Open(reply));
            }
            if let Poll::Ready(Some(push)) = self.end.pushes.poll_recv(context) {
                return self.open(push.protocol, Purpose::Push(push));
            }
        }
        Poll::Pending
    }

    fn on_behaviour_event(&mut self, event: Infallible) {
        match event {}
    }

    fn on_connection_event(&mut self, event: ConnectionEvent<'_, Names, Names, (), Purpose>) {
        match event {
            ConnectionEvent::FullyNegotiatedInbound(FullyNegotiatedInbound { protocol: (stream, name), .. }) => {
                self.streams.accept(&self.tasks, self.peer, &name, stream);
            }
            ConnectionEvent::FullyNegotiatedOutbound(FullyNegotiatedOutbound { protocol: (stream, _), info }) => {
                self.opening = self.opening.saturating_sub(1);
                match info {
                    // Who no longer waits for the stream resets it.
                    Purpose::Open(reply) => drop(reply.send(Ok(stream))),
                    Purpose::Push(push) => self.write(stream, push),
                }
            }
            ConnectionEvent::DialUpgradeError(DialUpgradeError { info, error }) => {
                self.opening = self.opening.saturating_sub(1);
                match info {
                    Purpose::Open(reply) => drop(reply.send(Err(failure(error)))),
                    Purpose::Push(push) => {
                        tracing::debug!(peer = %self.peer, protocol = push.protocol.id, "a message was not sent");
                    }
                }
            }
            _ => {}
        }
    }
}
