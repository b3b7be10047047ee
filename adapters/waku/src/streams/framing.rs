//! Messages on a stream: each is preceded by its length in bytes, as an unsigned varint.

use std::io;

use futures::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// A length says little until the bytes are there: memory grows by no more than this ahead of them.
const CHUNK: usize = 16 << 10;
/// Seven bits each; far more than any length that is allowed.
const MAX_LENGTH_BYTES: usize = 5;

/// Why no message was read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FrameError {
    /// The peer closed the stream before the first byte.
    #[error("the stream ended before a message")]
    Nothing,
    /// The peer closed the stream in the middle of a message.
    #[error("the stream ended within a message")]
    Truncated,
    /// The length is no varint, or not the shortest one.
    #[error("malformed length")]
    MalformedLength,
    /// Longer than the protocol allows.
    #[error("longer than {limit} bytes")]
    TooLong { limit: usize },
    /// The stream was reset, or the connection is gone.
    #[error("{0}")]
    Io(#[from] io::Error),
}

impl FrameError {
    /// Whether the peer broke the protocol. A connection that went away is nobody's fault.
    pub(crate) fn is_offence(&self) -> bool {
        matches!(self, Self::Truncated | Self::MalformedLength | Self::TooLong { .. })
    }
}

/// Reads the first byte of a message.
pub(crate) async fn read_start(stream: &mut (impl AsyncRead + Unpin)) -> Result<u8, FrameError> {
    let mut byte = [0_u8];
    if stream.read(&mut byte).await? == 0 { Err(FrameError::Nothing) } else { Ok(byte[0]) }
}

/// Reads the rest of the length of a message of at most `limit` bytes, whose first byte was read.
pub(crate) async fn read_length(
    stream: &mut (impl AsyncRead + Unpin),
    start: u8,
    limit: usize,
) -> Result<usize, FrameError> {
    let mut byte = [start];
    let mut length = 0_usize;
    for position in 0..MAX_LENGTH_BYTES {
        if position > 0 && stream.read(&mut byte).await? == 0 {
            return Err(FrameError::Truncated);
        }
        let [byte] = byte;
        length |= usize::from(byte & 0x7f) << (7 * position);
        if length > limit {
            return Err(FrameError::TooLong { limit });
        }
        if byte & 0x80 == 0 {
            // A last group of zeros says nothing: such a varint is not the shortest.
            return if byte == 0 && position > 0 { Err(FrameError::MalformedLength) } else { Ok(length) };
        }
    }
    Err(FrameError::MalformedLength)
}

/// Reads the bytes after the length.
pub(crate) async fn read_body(stream: &mut (impl AsyncRead + Unpin), length: usize) -> Result<Vec<u8>, FrameError> {
    let mut bytes = Vec::with_capacity(length.min(CHUNK));
    while bytes.len() < length {
        let have = bytes.len();
        bytes.resize(length.min(have.saturating_add(CHUNK)), 0);
        let read = stream.read(&mut bytes[have..]).await?;
        bytes.truncate(have.saturating_add(read));
        if read == 0 {
            return Err(FrameError::Truncated);
        }
    }
    Ok(bytes)
}

/// Reads one message of at most `limit` bytes.
pub(crate) async fn read(stream: &mut (impl AsyncRead + Unpin), limit: usize) -> Result<Vec<u8>, FrameError> {
    let start = read_start(stream).await?;
    let length = read_length(stream, start, limit).await?;
    read_body(stream, length).await
}

/// Writes one message, and everything that waits on the stream.
pub(crate) async fn write(stream: &mut (impl AsyncWrite + Unpin), message: &[u8]) -> io::Result<()> {
    // One write for short messages, which most are: the length would else travel in a packet of its own.
    let mut frame = Vec::with_capacity(message.len().min(CHUNK).saturating_add(MAX_LENGTH_BYTES));
    prost::encode_length_delimiter(message.len(), &mut frame).map_err(io::Error::other)?;
    let (first, rest) = message.split_at(message.len().min(CHUNK));
    frame.extend_from_slice(first);
    stream.write_all(&frame).await?;
    stream.write_all(rest).await?;
    stream.flush().await
}

#[cfg(test)]
mod tests;
