//! Public directories that know which functions of contracts have which selector.

use async_trait::async_trait;

use crate::WebError;

/// Most functions that a directory tells of one selector.
pub const MAX_FUNCTIONS: usize = 100;

/// Longest signature of a function, in bytes.
pub const MAX_FUNCTION_BYTES: usize = 1_000;

/// A directory of functions. Anybody may write into one: what it tells is a hint, to be checked against what is called.
#[async_trait]
pub trait FunctionDirectory: Send + Sync {
    /// The functions with a selector, as `transfer(address,uint256)`, those that the directory has had longest first; none
    /// if it knows none. At most [`MAX_FUNCTIONS`], each of at most [`MAX_FUNCTION_BYTES`].
    ///
    /// # Errors
    /// [`WebError`] if it does not answer, or not in its form.
    async fn functions(&self, selector: [u8; 4]) -> Result<Vec<String>, WebError>;
}
