//! Bodies of requests: no memory ahead of the bytes, a bound for each and for all together, and a deadline.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Buf as _;
use http_body_util::BodyExt as _;
use hyper::body::Body;
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::Limits;

#[cfg(test)]
mod tests;

/// Why a body is not taken.
#[derive(Debug, thiserror::Error)]
pub(super) enum BodyError {
    #[error("the body has more than {bound} bytes")]
    TooLarge { bound: usize },
    #[error("the bodies of all requests together are too large now; try again")]
    TooManyAtOnce,
    #[error("the body did not come within {} seconds", after.as_secs())]
    TooSlow { after: Duration },
    #[error("the body broke off: {0}")]
    Broken(String),
}

/// How many more bytes of bodies may be in memory.
pub(super) struct Budget {
    left: AtomicUsize,
}

/// A body, counted as long as it is in memory. It may hold a password.
pub(super) struct ReadBody {
    text: Zeroizing<String>,
    _counted: Counted,
}

struct Counted {
    budget: Arc<Budget>,
    bytes: usize,
}

impl Budget {
    pub(super) fn new(bytes: usize) -> Arc<Self> {
        Arc::new(Self { left: AtomicUsize::new(bytes) })
    }
}

impl Counted {
    fn add(&mut self, bytes: usize) -> Result<(), BodyError> {
        let take = |left: usize| left.checked_sub(bytes);
        let taken = self.budget.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take);
        taken.map_err(|_| BodyError::TooManyAtOnce)?;
        self.bytes += bytes;
        Ok(())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.budget.left.fetch_add(self.bytes, Ordering::Relaxed);
    }
}

impl ReadBody {
    /// The body as text; what is no UTF-8 became U+FFFD.
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

/// Reads a body to its end.
pub(super) async fn read<B>(body: B, limits: &Limits, budget: &Arc<Budget>) -> Result<ReadBody, BodyError>
where
    B: Body + Unpin,
    B::Error: std::fmt::Display,
{
    let after = limits.body;
    let reading = timeout(after, read_all(body, limits.body_bytes, budget)).await;
    reading.unwrap_or(Err(BodyError::TooSlow { after }))
}

async fn read_all<B>(mut body: B, bound: usize, budget: &Arc<Budget>) -> Result<ReadBody, BodyError>
where
    B: Body + Unpin,
    B::Error: std::fmt::Display,
{
    let bound_64 = u64::try_from(bound).unwrap_or(u64::MAX);
    if body.size_hint().lower() > bound_64 {
        return Err(BodyError::TooLarge { bound });
    }
    let mut counted = Counted { budget: Arc::clone(budget), bytes: 0 };
    let mut bytes = Zeroizing::new(Vec::new());
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| BodyError::Broken(error.to_string()))?;
        // Trailers are of no interest.
        let Ok(mut data) = frame.into_data() else { continue };
        if data.remaining() > bound - bytes.len() {
            return Err(BodyError::TooLarge { bound });
        }
        counted.add(data.remaining())?;
        while data.has_remaining() {
            let chunk = data.chunk();
            bytes.extend_from_slice(chunk);
            let length = chunk.len();
            data.advance(length);
        }
    }
    let text = match String::from_utf8(std::mem::take(&mut *bytes)) {
        Ok(text) => Zeroizing::new(text),
        Err(error) => Zeroizing::new(String::from_utf8_lossy(&Zeroizing::new(error.into_bytes())).into_owned()),
    };
    Ok(ReadBody { text, _counted: counted })
}
