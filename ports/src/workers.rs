//! Other processors.

/// Somebody who works while the caller goes on.
///
/// The domain hands out pure work whose outcome does not depend on when it is done, and does it itself where nobody has
/// begun: results are the same with and without.
pub trait Workers: Send + Sync {
    /// Begins a piece of work, or does it before this returns. A panic in it concerns nobody else.
    fn begin(&self, work: Box<dyn FnOnce() + Send>);
}
