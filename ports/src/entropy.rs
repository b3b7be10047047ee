//! Randomness.

/// A source of bytes that nobody can predict.
///
/// The domain draws nonces, ephemeral keys and padding from here, and nowhere else, so that a test with a
/// deterministic source sees the same bytes every time.
pub trait Entropy {
    /// Fills `buffer` with random bytes.
    ///
    /// There is no error: a process whose operating system has no randomness left cannot go on safely, so adapters
    /// stop it instead of returning.
    fn fill(&mut self, buffer: &mut [u8]);
}

impl<T: Entropy + ?Sized> Entropy for &mut T {
    fn fill(&mut self, buffer: &mut [u8]) {
        (**self).fill(buffer);
    }
}
