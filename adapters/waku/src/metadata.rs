//! 66/WAKU2-METADATA: telling each other the cluster and the shards.

use std::collections::BTreeSet;
use std::io;
use std::time::Duration;

use futures::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use libp2p::{PeerId, StreamProtocol};
use libp2p_stream::{Control, OpenStreamError};
use prost::Message as _;
use status_proto::waku::WakuMetadata;

pub(crate) const METADATA_PROTOCOL: StreamProtocol = StreamProtocol::new("/vac/waku/metadata/1.0.0");

const MAX_BYTES: usize = 64 << 10;
const TIMEOUT: Duration = Duration::from_secs(10);

/// What a peer says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Metadata {
    pub(crate) cluster_id: Option<u32>,
    pub(crate) shards: BTreeSet<u32>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MetadataError {
    /// The peer does not speak the protocol.
    #[error("the peer does not speak the metadata protocol")]
    Unsupported,
    /// Too slow, or the connection went away.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// What came is no metadata.
    #[error("malformed metadata: {0}")]
    Malformed(String),
}

/// Asks the peer, and tells it ours.
pub(crate) async fn ask(mut control: Control, peer: PeerId, own: Metadata) -> Result<Metadata, MetadataError> {
    let exchange = async {
        let mut stream = control.open_stream(peer, METADATA_PROTOCOL).await.map_err(|error| match error {
            OpenStreamError::UnsupportedProtocol(_) => MetadataError::Unsupported,
            OpenStreamError::Io(error) => MetadataError::Io(error),
            error => MetadataError::Io(io::Error::other(error)),
        })?;
        write(&mut stream, own).await?;
        let answer = read(&mut stream).await?;
        // The answer is here; whether the peer hears our goodbye does not matter.
        let _ = stream.close().await;
        Ok(answer)
    };
    tokio::time::timeout(TIMEOUT, exchange).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
}

/// Answers a peer that asks. What it says of itself comes by our own question.
pub(crate) async fn answer(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    own: Metadata,
) -> Result<(), MetadataError> {
    let exchange = async {
        read(&mut stream).await?;
        write(&mut stream, own).await?;
        stream.close().await?;
        Ok(())
    };
    tokio::time::timeout(TIMEOUT, exchange).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
}

async fn write(stream: &mut (impl AsyncWrite + Unpin), metadata: Metadata) -> Result<(), MetadataError> {
    let shards: Vec<u32> = metadata.shards.into_iter().collect();
    // Implementations differ in which field of the shards they read.
    let message = WakuMetadata { cluster_id: metadata.cluster_id, shards_deprecated: shards.clone(), shards };
    stream.write_all(&message.encode_length_delimited_to_vec()).await?;
    stream.flush().await?;
    Ok(())
}

async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Result<Metadata, MetadataError> {
    let length = read_length(stream).await?;
    let mut bytes = vec![0; length];
    stream.read_exact(&mut bytes).await?;
    let message =
        WakuMetadata::decode(bytes.as_slice()).map_err(|error| MetadataError::Malformed(error.to_string()))?;
    let shards = message.shards.into_iter().chain(message.shards_deprecated).collect();
    Ok(Metadata { cluster_id: message.cluster_id, shards })
}

/// An unsigned varint, at most [`MAX_BYTES`].
async fn read_length(stream: &mut (impl AsyncRead + Unpin)) -> Result<usize, MetadataError> {
    let mut length = 0_usize;
    // Three groups of seven bits hold the largest length.
    for shift in [0, 7, 14] {
        let mut byte = [0_u8];
        stream.read_exact(&mut byte).await?;
        length |= usize::from(byte[0] & 0x7f) << shift;
        if byte[0] & 0x80 == 0 {
            if length > MAX_BYTES {
                break;
            }
            return Ok(length);
        }
    }
    Err(MetadataError::Malformed(format!("longer than {MAX_BYTES} bytes")))
}

#[cfg(test)]
mod tests;
