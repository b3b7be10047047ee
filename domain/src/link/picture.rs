//! Pictures of previews.

use status_ports::{DecodeLimits, Images};

use crate::media::{CHAT_PICTURE, FileFormat, compress};

/// Bytes of a picture in a preview.
pub const MAX_PICTURE_BYTES: usize = 350 * 1024;
/// Bytes of a picture that is read from the web, to be made smaller.
pub(super) const MAX_DOWNLOAD_BYTES: usize = 5 * 1024 * 1024;
/// Bytes of an icon in a preview.
pub(super) const MAX_ICON_BYTES: usize = 64 * 1024;

/// What a picture of the web may cost.
const LIMITS: DecodeLimits = DecodeLimits { bytes: MAX_DOWNLOAD_BYTES, pixels: 16 << 20, memory: 128 << 20 };

/// A picture that fits into a preview.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thumbnail {
    /// A JPEG, PNG, GIF or WebP file.
    pub file: Vec<u8>,
    /// Pixels of a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

/// The picture of a preview: the file as it is, or made smaller if that makes it smaller. `None` if it is no picture, is
/// damaged, or does not get small enough.
#[must_use]
pub fn thumbnail(images: &dyn Images, file: Vec<u8>) -> Option<Thumbnail> {
    let picture = images.decode(&file, LIMITS).ok()?;
    let whole = Thumbnail { width: picture.width, height: picture.height, file };
    if is_picture(&whole.file) && whole.file.len() <= CHAT_PICTURE.ideal {
        return Some(whole);
    }
    let compressed = compress(images, &picture, CHAT_PICTURE).ok();
    let smaller = compressed.map(|(file, width, height)| Thumbnail { file, width, height });
    let smaller = smaller.filter(|smaller| smaller.file.len() < whole.file.len());
    Some(smaller.unwrap_or(whole)).filter(|thumbnail| is_picture(&thumbnail.file))
}

/// Whether a file is a picture for a preview.
pub(super) fn is_picture(file: &[u8]) -> bool {
    FileFormat::of_picture(file).is_some() && file.len() <= MAX_PICTURE_BYTES
}

/// Whether a file is an icon for a preview. An SVG is none: it may run scripts.
pub(super) fn is_icon(file: &[u8]) -> bool {
    FileFormat::of(file).is_some_and(|format| format != FileFormat::Svg) && file.len() <= MAX_ICON_BYTES
}
