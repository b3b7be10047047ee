//! The data of a link: base64 with the letters of URLs and with padding, of Brotli.

use std::io::{Read, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use brotli::{CompressorWriter, Decompressor};

use super::SharedUrlError;

/// The data of a link unpack to so many bytes at most.
pub const MAX_DATA_BYTES: usize = 4096;

/// More characters than [`MAX_DATA_BYTES`] have that do not get smaller by packing.
const MAX_TEXT_LENGTH: usize = 8192;

/// Readers and writers of Brotli work on as much at a time.
const BUFFER_BYTES: usize = 4096;
/// The usual effort.
const QUALITY: u32 = 6;
/// A window of 64 KiB, in which all the data lie.
const WINDOW_BITS: u32 = 16;

/// Packs bytes into the text of a link.
///
/// # Errors
/// [`SharedUrlError::TooLarge`] if nobody would unpack them.
pub fn encode_data(bytes: &[u8]) -> Result<String, SharedUrlError> {
    if bytes.len() > MAX_DATA_BYTES {
        return Err(SharedUrlError::TooLarge);
    }
    let mut writer = CompressorWriter::new(Vec::new(), BUFFER_BYTES, QUALITY, WINDOW_BITS);
    // Memory takes everything.
    writer.write_all(bytes).map_err(|_| SharedUrlError::Compression)?;
    Ok(URL_SAFE.encode(writer.into_inner()))
}

/// Unpacks the text of a link. Of a text that would unpack to anything, no more than the bound is unpacked.
///
/// # Errors
/// [`SharedUrlError::Base64`], [`SharedUrlError::Compression`] or [`SharedUrlError::TooLarge`].
pub fn decode_data(text: &str) -> Result<Vec<u8>, SharedUrlError> {
    if text.len() > MAX_TEXT_LENGTH {
        return Err(SharedUrlError::TooLarge);
    }
    let packed = URL_SAFE.decode(text).map_err(|_| SharedUrlError::Base64)?;
    let beyond = u64::try_from(MAX_DATA_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    let reader = Decompressor::new(packed.as_slice(), BUFFER_BYTES);
    reader.take(beyond).read_to_end(&mut bytes).map_err(|_| SharedUrlError::Compression)?;
    if bytes.len() > MAX_DATA_BYTES { Err(SharedUrlError::TooLarge) } else { Ok(bytes) }
}
