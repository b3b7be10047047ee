//! A directory of functions in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use status_ports::{FunctionDirectory, WebError};

/// A directory. Cloning gives another handle to the same one.
#[derive(Clone, Debug, Default)]
pub struct MemoryFunctions(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    functions: BTreeMap<[u8; 4], Vec<String>>,
    failure: Option<WebError>,
}

impl MemoryFunctions {
    /// From now on it knows these functions of a selector.
    pub fn put(&self, selector: [u8; 4], functions: &[&str]) {
        let functions = functions.iter().map(ToString::to_string).collect();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).functions.insert(selector, functions);
    }

    /// From now on it fails so; `None` ends it.
    pub fn fail(&self, failure: Option<WebError>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).failure = failure;
    }
}

#[async_trait]
impl FunctionDirectory for MemoryFunctions {
    async fn functions(&self, selector: [u8; 4]) -> Result<Vec<String>, WebError> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &known.failure {
            Some(failure) => Err(failure.clone()),
            None => Ok(known.functions.get(&selector).cloned().unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::MemoryFunctions;

    #[tokio::test]
    async fn it_keeps_the_contract() {
        let directory = MemoryFunctions::default();
        directory.put([0xa9, 0x05, 0x9c, 0xbb], &["transfer(address,uint256)", "many_msg_babbage(bytes1)"]);
        status_ports::contracts::function_directory::run(&directory).await;
    }
}
