//! Pictures of previews.

/// Bytes of a picture in a preview.
pub const MAX_PICTURE_BYTES: usize = 350 * 1024;
/// Bytes of a picture that is read from the web, to be made smaller.
pub(super) const MAX_DOWNLOAD_BYTES: usize = 5 * 1024 * 1024;
/// Bytes of an icon in a preview.
pub(super) const MAX_ICON_BYTES: usize = 64 * 1024;

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

/// Whether a file is a picture for a preview.
pub(super) fn is_picture(file: &[u8]) -> bool {
    let is_known = matches!(
        file,
        [0xff, 0xd8, 0xff, ..]
            | [0x89, b'P', b'N', b'G', ..]
            | [b'G', b'I', b'F', ..]
            | [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..]
    );
    is_known && file.len() <= MAX_PICTURE_BYTES
}

/// Whether a file is an icon for a preview.
pub(super) fn is_icon(file: &[u8]) -> bool {
    (is_picture(file) || matches!(file, [0, 0, 1, 0, ..])) && file.len() <= MAX_ICON_BYTES
}
