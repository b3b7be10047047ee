//! TCP and WebSocket, encrypted and multiplexed.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::{AsyncRead, AsyncWrite};
use libp2p::core::muxing::StreamMuxerBox;
use libp2p::core::transport::Boxed;
use libp2p::core::upgrade::{SelectUpgrade, Version};
use libp2p::identity::Keypair;
use libp2p::{PeerId, Transport as _, dns, noise, tcp, websocket, yamux};
use status_ports::WakuError;

use crate::swarm::start_error;
use crate::traffic::Counters;

/// Dialling and the handshakes together.
const CONNECTION_TIMEOUT: Duration = Duration::from_secs(20);
const MAX_WEBSOCKET_FRAME_BYTES: usize = 2 << 20;
const MAX_MPLEX_STREAMS: usize = 64;
const MAX_MPLEX_FRAMES: usize = 2;

pub(crate) fn build(key: &Keypair, counters: Counters) -> Result<Boxed<(PeerId, StreamMuxerBox)>, WakuError> {
    let tcp = || {
        let tcp = tcp::tokio::Transport::new(tcp::Config::new().nodelay(true));
        // A machine without resolver configuration can still dial addresses.
        let (settings, options) = (dns::ResolverConfig::default(), dns::ResolverOpts::default());
        dns::tokio::Transport::system(tcp).or_else(|_| {
            let tcp = tcp::tokio::Transport::new(tcp::Config::new().nodelay(true));
            Ok::<_, WakuError>(dns::tokio::Transport::custom(tcp, settings, options))
        })
    };
    let mut websocket = websocket::Config::new(tcp()?);
    websocket.set_max_data_size(MAX_WEBSOCKET_FRAME_BYTES);
    Ok(websocket
        .or_transport(tcp()?)
        .map(move |socket, _| Counted { socket, counters })
        .upgrade(Version::V1Lazy)
        .authenticate(noise::Config::new(key).map_err(start_error)?)
        .multiplex(SelectUpgrade::new(yamux::Config::default(), mplex()))
        .timeout(CONNECTION_TIMEOUT)
        .boxed())
}

/// The one multiplexer that js-waku speaks as it comes. It has no flow control: who sends faster than we read a stream is
/// held up with the whole connection, and a stream can hold `MAX_MPLEX_FRAMES` frames of up to 1 MiB.
fn mplex() -> libp2p_mplex::Config {
    let mut mplex = libp2p_mplex::Config::new();
    mplex.set_max_num_streams(MAX_MPLEX_STREAMS);
    mplex.set_max_buffer_size(MAX_MPLEX_FRAMES);
    mplex.set_max_buffer_behaviour(libp2p_mplex::MaxBufferBehaviour::Block);
    mplex
}

/// Counts what goes through a socket: encrypted, with what holds streams and connections together.
struct Counted<S> {
    socket: S,
    counters: Counters,
}

impl<S: AsyncRead + Unpin> AsyncRead for Counted<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        let read = ready!(Pin::new(&mut self.socket).poll_read(context, buffer))?;
        self.counters.carried_in(read);
        Poll::Ready(Ok(read))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Counted<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.socket).poll_write(context, bytes))?;
        self.counters.carried_out(written);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_close(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_close(context)
    }
}
