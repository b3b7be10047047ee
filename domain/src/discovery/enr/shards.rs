//! The shards of a node: a list in the field `rs`, or a bit vector in `rsv` for many.

use std::collections::BTreeSet;

/// Shards of one cluster are numbered below this.
pub const MAX_SHARDS: u16 = 1024;
/// As many and more go into the bit vector.
const LONG: usize = 64;
const BIT_BYTES: usize = 128;

/// Shards of a cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shards {
    /// The cluster.
    pub cluster: u16,
    /// Numbers within the cluster, below [`MAX_SHARDS`].
    pub indices: BTreeSet<u16>,
}

impl Shards {
    /// Shards of a cluster. Numbers that no shard has are left out.
    pub fn new(cluster: u16, indices: impl IntoIterator<Item = u16>) -> Self {
        Self { cluster, indices: indices.into_iter().filter(|index| *index < MAX_SHARDS).collect() }
    }

    /// Reads the field `rs`. `None` if its length is not what it says, or a shard has no such number.
    #[must_use]
    pub fn from_list(bytes: &[u8]) -> Option<Self> {
        let (cluster, rest) = bytes.split_first_chunk::<2>()?;
        let (count, rest) = rest.split_first()?;
        let (indices, tail) = rest.as_chunks::<2>();
        if indices.len() != usize::from(*count) || !tail.is_empty() {
            return None;
        }
        let indices = indices.iter().map(|bytes| u16::from_be_bytes(*bytes));
        let indices = indices.map(|index| (index < MAX_SHARDS).then_some(index)).collect::<Option<_>>()?;
        Some(Self { cluster: u16::from_be_bytes(*cluster), indices })
    }

    /// Reads the field `rsv`. `None` if its length is wrong.
    #[must_use]
    pub fn from_bits(bytes: &[u8]) -> Option<Self> {
        let (cluster, bits) = bytes.split_first_chunk::<2>()?;
        if bits.len() != BIT_BYTES {
            return None;
        }
        let is_set = |index: &u16| bits.get(usize::from(index >> 3)).is_some_and(|byte| byte & bit(*index) != 0);
        Some(Self { cluster: u16::from_be_bytes(*cluster), indices: (0..MAX_SHARDS).filter(is_set).collect() })
    }

    /// The name and the value of the field that says this.
    #[must_use]
    pub fn to_field(&self) -> (&'static str, Vec<u8>) {
        let cluster = self.cluster.to_be_bytes();
        match u8::try_from(self.indices.len()) {
            Ok(count) if self.indices.len() < LONG => {
                let indices = self.indices.iter().flat_map(|index| index.to_be_bytes());
                ("rs", cluster.into_iter().chain([count]).chain(indices).collect())
            }
            _ => {
                let mut bits = [0; BIT_BYTES];
                for index in &self.indices {
                    if let Some(byte) = bits.get_mut(usize::from(index >> 3)) {
                        *byte |= bit(*index);
                    }
                }
                ("rsv", cluster.into_iter().chain(bits).collect())
            }
        }
    }

    /// Whether both have a shard in common.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.cluster == other.cluster && !self.indices.is_disjoint(&other.indices)
    }
}

/// Within its byte. Nodes count from the lowest bit, although the specification's wording can be read the other way.
const fn bit(index: u16) -> u8 {
    1 << (index & 7)
}
