//! A socket that does not wait for ever.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

use super::connection::{Connection, Phase};

#[cfg(test)]
mod tests;

/// A stream that fails when the head of a request takes too long, or when the peer takes no bytes for too long.
pub(super) struct GuardedStream<S> {
    stream: S,
    connection: Arc<Connection>,
    head: Deadline,
    write: Deadline,
}

struct Deadline {
    after: Duration,
    sleep: Pin<Box<Sleep>>,
    is_running: bool,
}

impl Deadline {
    fn new(after: Duration) -> Self {
        Self { after, sleep: Box::pin(sleep(after)), is_running: false }
    }

    /// Lets it run from now, unless it does already.
    fn run(&mut self) {
        if !self.is_running {
            self.sleep.as_mut().reset(Instant::now() + self.after);
            self.is_running = true;
        }
    }

    /// Fails once the time is over.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<io::Error> {
        self.run();
        ready!(self.sleep.as_mut().poll(context));
        Poll::Ready(io::ErrorKind::TimedOut.into())
    }
}

impl<S> GuardedStream<S> {
    pub(super) fn new(stream: S, connection: Arc<Connection>, head: Duration, write: Duration) -> Self {
        Self { stream, connection, head: Deadline::new(head), write: Deadline::new(write) }
    }

    fn written(&mut self, context: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if written.is_pending() {
            return self.write.poll(context).map(Err);
        }
        self.write.is_running = false;
        written
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for GuardedStream<S> {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(context, buffer);
        if this.connection.phase() == Phase::Idle && buffer.filled().len() > before {
            this.connection.enter(Phase::Head);
        }
        if this.connection.phase() != Phase::Head {
            this.head.is_running = false;
            return read;
        }
        // Also when there was something to read: a byte now and then is no head.
        match this.head.poll(context) {
            Poll::Ready(error) => Poll::Ready(Err(error)),
            Poll::Pending => read,
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for GuardedStream<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.written(context, written)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let flushed = Pin::new(&mut this.stream).poll_flush(context);
        if flushed.is_ready() && this.connection.phase() == Phase::Answered {
            this.connection.enter(Phase::Idle);
        }
        flushed
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(context, buffers);
        this.written(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
