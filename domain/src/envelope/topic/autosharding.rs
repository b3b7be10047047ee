//! Autosharding: the shard of a message that names none, from its content topic.

use super::Shard;
use crate::crypto::sha256;

/// How a cluster spreads content topics over its shards: RELAY-SHARDING, autosharding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Autosharding {
    /// Cluster.
    pub cluster: u16,
    /// Shards of the cluster that take part: 0 to this, without it.
    pub shards: u16,
}

impl Autosharding {
    /// Shards of the public Waku network, and of most others.
    pub const DEFAULT_SHARDS: u16 = 8;

    /// The shard of a content topic: `/<application>/<version>/<name>/<encoding>`, with an optional generation `0` before
    /// it. `None` if the content topic has another form, or no shard takes part.
    #[must_use]
    pub fn shard(self, content_topic: &str) -> Option<Shard> {
        let (application, version) = application_and_version(content_topic)?;
        let [.., a, b, c, d, e, f, g, h] = sha256(&[application.as_bytes(), version.as_bytes()]);
        let number = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
        let index = u16::try_from(number.checked_rem(self.shards.into())?).ok()?;
        Some(Shard { cluster: self.cluster, index })
    }
}

fn application_and_version(content_topic: &str) -> Option<(&str, &str)> {
    let parts: Vec<&str> = content_topic.strip_prefix('/')?.splitn(6, '/').collect();
    let (application, version, rest) = match *parts.as_slice() {
        ["0", application, version, name, encoding] | [application, version, name, encoding] => {
            (application, version, [name, encoding])
        }
        _ => return None,
    };
    let complete = !application.is_empty() && !version.is_empty() && rest.iter().all(|part| !part.is_empty());
    complete.then_some((application, version))
}
