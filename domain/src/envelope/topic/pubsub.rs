//! Pubsub topics of static shards: `/waku/2/rs/<cluster>/<index>`.

use core::fmt;
use core::str::FromStr;

/// A text that is no pubsub topic of a static shard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid pubsub topic")]
pub struct PubsubTopicError;

/// A static shard. Its text form is its pubsub topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shard {
    /// Cluster.
    pub cluster: u16,
    /// Index within the cluster.
    pub index: u16,
}

impl Shard {
    /// The cluster of the Status network.
    pub const STATUS_CLUSTER: u16 = 16;
    /// Where everything goes that names no shard.
    pub const DEFAULT: Self = Self { cluster: Self::STATUS_CLUSTER, index: 32 };
    /// Requests to communities and announcements of their shards.
    pub const NON_PROTECTED: Self = Self { cluster: Self::STATUS_CLUSTER, index: 64 };
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/waku/2/rs/{}/{}", self.cluster, self.index)
    }
}

impl FromStr for Shard {
    type Err = PubsubTopicError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (cluster, index) =
            text.strip_prefix("/waku/2/rs/").and_then(|rest| rest.split_once('/')).ok_or(PubsubTopicError)?;
        Ok(Self { cluster: number(cluster)?, index: number(index)? })
    }
}

fn number(digits: &str) -> Result<u16, PubsubTopicError> {
    // `parse` alone would accept a sign.
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(PubsubTopicError);
    }
    digits.parse().map_err(|_| PubsubTopicError)
}

impl From<Shard> for status_proto::status::Shard {
    fn from(shard: Shard) -> Self {
        Self { cluster: shard.cluster.into(), index: shard.index.into() }
    }
}

impl TryFrom<status_proto::status::Shard> for Shard {
    type Error = PubsubTopicError;

    fn try_from(shard: status_proto::status::Shard) -> Result<Self, Self::Error> {
        let cluster = shard.cluster.try_into().map_err(|_| PubsubTopicError)?;
        let index = shard.index.try_into().map_err(|_| PubsubTopicError)?;
        Ok(Self { cluster, index })
    }
}
