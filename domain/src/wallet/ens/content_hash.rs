//! Where the page of a name is (EIP-1577).

use multibase::Base;

use crate::identity::split_varint;

/// What stands in front, as varints of multicodec.
const IPFS: u64 = 0xe3;
const SWARM: u64 = 0xe4;
const IPNS: u64 = 0xe5;

/// What Status reads pages of IPFS through.
const IPFS_GATEWAY: &str = "ipfs.status.im";

/// What pages of Swarm are read through.
const SWARM_GATEWAY: &str = "swarm-gateways.net";

/// Hash functions of multihash.
const IDENTITY: u64 = 0x00;
const SHA2_256: u64 = 0x12;

/// Most bytes of a hash.
const MAX_DIGEST: usize = 128;

/// Longest name of the domain name system.
const MAX_DOMAIN: usize = 253;

/// A page of the web.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Always `https`.
    pub scheme: &'static str,
    /// The host; for IPFS with the path behind it, as clients expect it.
    pub host: String,
    /// Path; may be empty.
    pub path: String,
}

/// Why there is no page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContentHashError {
    /// It names nothing.
    #[error("malformed content hash")]
    Malformed,
    /// It is in a network that is not known here.
    #[error("unknown codec name {0:#x}")]
    UnknownCodec(u64),
    /// A name of IPNS that is a key: only domains are read.
    #[error("names of IPNS that are keys are not supported")]
    IpnsKey,
}

/// The hash of a content identifier.
struct Multihash<'a> {
    function: u64,
    digest: &'a [u8],
}

/// Where the page is that a content hash names.
///
/// # Errors
/// [`ContentHashError`] if it names none that can be read here.
pub fn resource(content_hash: &[u8]) -> Result<Resource, ContentHashError> {
    let (network, identifier) = split_varint(content_hash).ok_or(ContentHashError::Malformed)?;
    let resource = |host: String, path: String| Ok(Resource { scheme: "https", host, path });
    match network {
        IPFS => {
            let identifier = multibase::encode(Base::Base32Lower, version_1(identifier)?);
            resource(format!("{IPFS_GATEWAY}/{identifier}"), String::new())
        }
        IPNS => {
            let (_, hash) = read_version_1(identifier)?;
            if hash.function != IDENTITY {
                return Err(ContentHashError::IpnsKey);
            }
            resource(domain(hash.digest).ok_or(ContentHashError::IpnsKey)?, String::new())
        }
        SWARM => {
            let (_, hash) = read_version_1(identifier)?;
            resource(SWARM_GATEWAY.to_owned(), format!("/bzz:/{}/", hex::encode(hash.digest)))
        }
        other => Err(ContentHashError::UnknownCodec(other)),
    }
}

/// An identifier as those of version 1 are written. One of version 0 is only a hash, of blocks of files.
fn version_1(identifier: &[u8]) -> Result<Vec<u8>, ContentHashError> {
    if identifier.first() == Some(&0x12) {
        let hash = multihash(identifier)?;
        if hash.function != SHA2_256 || hash.digest.len() != 32 {
            return Err(ContentHashError::Malformed);
        }
        return Ok([&[0x01, 0x70], identifier].concat());
    }
    read_version_1(identifier).map(|_| identifier.to_vec())
}

/// The codec and the hash of an identifier of version 1.
fn read_version_1(identifier: &[u8]) -> Result<(u64, Multihash<'_>), ContentHashError> {
    let (version, rest) = split_varint(identifier).ok_or(ContentHashError::Malformed)?;
    let (codec, rest) = split_varint(rest).filter(|_| version == 1).ok_or(ContentHashError::Malformed)?;
    Ok((codec, multihash(rest)?))
}

/// All of the bytes are a hash: its function, its length, and itself.
fn multihash(bytes: &[u8]) -> Result<Multihash<'_>, ContentHashError> {
    let (function, rest) = split_varint(bytes).ok_or(ContentHashError::Malformed)?;
    let (length, digest) = split_varint(rest).ok_or(ContentHashError::Malformed)?;
    if usize::try_from(length) != Ok(digest.len()) || digest.len() > MAX_DIGEST {
        return Err(ContentHashError::Malformed);
    }
    Ok(Multihash { function, digest })
}

/// A name of the domain name system: labels of letters, digits and hyphens. Nothing else may become a part of a URL.
fn domain(bytes: &[u8]) -> Option<String> {
    let text = core::str::from_utf8(bytes).ok().filter(|text| text.len() <= MAX_DOMAIN && text.contains('.'))?;
    let is_label = |label: &str| {
        (1..=63).contains(&label.len()) && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.split('.').all(is_label).then(|| text.to_owned())
}
