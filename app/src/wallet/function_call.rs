//! What a transaction calls, in words.

use status_domain::wallet::{FunctionCall, FunctionSignature, called_function};
use status_ports::WebError;

use super::Wallet;

/// Most bytes of call data that are read.
const MAX_CALL_DATA: usize = 128 * 1024;

/// Why nobody knows what is called. The texts are those of the API.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FunctionCallError {
    /// Without a selector, or longer than any transaction.
    #[error("input is badly formatted")]
    NoCall,
    /// Some directory knows functions, but the arguments fit none of them.
    #[error("couldn't find a corresponding signature")]
    OtherArguments,
    /// No directory answers.
    #[error(transparent)]
    Web(#[from] WebError),
}

impl Wallet {
    /// The function that is called, with its arguments; `None` if no directory knows it.
    ///
    /// # Errors
    /// [`FunctionCallError`].
    pub(crate) async fn function_call(
        &self,
        call_data: &[u8],
    ) -> Result<Option<(FunctionSignature, FunctionCall)>, FunctionCallError> {
        let selector = call_data.first_chunk::<4>().filter(|_| call_data.len() <= MAX_CALL_DATA);
        let selector = selector.ok_or(FunctionCallError::NoCall)?;
        let (mut is_answered, mut is_known, mut failure) = (false, false, None);
        for directory in &self.shared.config.functions {
            match directory.functions(*selector).await {
                Ok(functions) => {
                    if let Some(call) = called_function(call_data, &functions) {
                        return Ok(Some(call));
                    }
                    is_answered = true;
                    is_known |= !functions.is_empty();
                }
                Err(error) => failure = Some(error),
            }
        }
        match failure {
            _ if is_known => Err(FunctionCallError::OtherArguments),
            Some(error) if !is_answered => Err(error.into()),
            _ => Ok(None),
        }
    }
}
