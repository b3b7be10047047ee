//! Content hashes, by which stickers are named (EIP-1577): a codec, then the identifier of IPFS.

/// `ipfs-ns` as codec.
const IPFS: [u8; 2] = [0xe3, 0x01];
/// SHA-256 with 32 bytes, as hashes name it.
const SHA2_256: [u8; 2] = [0x12, 0x20];
/// Bytes of such a hash with its name.
const HASH_LENGTH: usize = 34;

/// The identifier under which IPFS has the content: `Qm…`. `None` for what is no content hash of IPFS in hex.
#[must_use]
pub fn ipfs_identifier(content_hash: &str) -> Option<String> {
    let bytes = hex::decode(content_hash).ok()?;
    let identifier = bytes.strip_prefix(&IPFS)?;
    let hash = match identifier {
        // Version 1, then how the content is encoded in one byte: as files, or as it is.
        [1, 0x55 | 0x70, hash @ ..] => hash,
        hash => hash,
    };
    let is_hash = hash.len() == HASH_LENGTH && hash.starts_with(&SHA2_256);
    is_hash.then(|| bs58::encode(hash).into_string())
}
