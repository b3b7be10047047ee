//! The contract of [`FunctionDirectory`].
//!
//! The directory is to know `transfer(address,uint256)` longest and `many_msg_babbage(bytes1)` besides, both of the selector
//! `a9059cbb`.

use crate::FunctionDirectory;

/// Runs the whole suite.
pub async fn run(directory: &dyn FunctionDirectory) {
    let functions = directory.functions([0xa9, 0x05, 0x9c, 0xbb]).await.unwrap();
    assert_eq!(functions, ["transfer(address,uint256)", "many_msg_babbage(bytes1)"]);
    assert_eq!(directory.functions([0, 1, 2, 3]).await, Ok(Vec::new()), "what it does not know is no error");
}
