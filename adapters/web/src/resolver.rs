//! Names to addresses, without those that must not be connected to.
//!
//! The connection is made to an address that was checked here: a name that resolves to something else a moment later
//! (DNS rebinding) gains nothing.

use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::Reach;

/// Every address of the name is none that may be connected to.
#[derive(Debug, thiserror::Error)]
#[error("the address is not public")]
pub(crate) struct NotPublic;

/// Asks the system.
pub(crate) struct Resolver {
    pub(crate) reach: Reach,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.reach;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            Ok(allowed(reach, found)?)
        })
    }
}

/// Of these addresses, those that may be connected to.
pub(crate) fn allowed(reach: Reach, found: Vec<SocketAddr>) -> Result<Addrs, NotPublic> {
    let mut allowed = found.into_iter().filter(move |address| reach.includes(address.ip())).peekable();
    if allowed.peek().is_none() { Err(NotPublic) } else { Ok(Box::new(allowed)) }
}
