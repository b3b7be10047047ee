//! What a file is, by its first bytes.

use status_proto::status::{ImageFormat, ImageMessage};

use super::{MAX_CHAT_PICTURE, MediaError};

/// A format of pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    /// `.jpg`.
    Jpeg,
    /// `.png`.
    Png,
    /// `.gif`, moving or not.
    Gif,
    /// `.webp`.
    Webp,
    /// `.ico`: icons of web pages.
    Ico,
    /// `.svg`: icons of web pages.
    Svg,
}

impl FileFormat {
    /// What a file is.
    #[must_use]
    pub fn of(file: &[u8]) -> Option<Self> {
        match file {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', ..] => Some(Self::Png),
            [b'G', b'I', b'F', ..] => Some(Self::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            [0, 0, 1 | 2, 0, count, ..] if *count > 0 => Some(Self::Ico),
            _ if is_svg(file) => Some(Self::Svg),
            _ => None,
        }
    }

    /// What a file is, if it is a picture as messages and profiles carry them: the formats for icons are none.
    #[must_use]
    pub fn of_picture(file: &[u8]) -> Option<Self> {
        Self::of(file).filter(|format| format.in_messages() != ImageFormat::UnknownImageFormat)
    }

    /// As `Content-Type` has it.
    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Ico => "image/ico",
            Self::Svg => "image/svg",
        }
    }

    /// As messages have it; unknown for what messages do not carry.
    #[must_use]
    pub const fn in_messages(self) -> ImageFormat {
        match self {
            Self::Jpeg => ImageFormat::Jpeg,
            Self::Png => ImageFormat::Png,
            Self::Gif => ImageFormat::Gif,
            Self::Webp => ImageFormat::Webp,
            Self::Ico | Self::Svg => ImageFormat::UnknownImageFormat,
        }
    }
}

/// Whether a text begins as SVG does, after what XML lets stand before it.
fn is_svg(file: &[u8]) -> bool {
    let Ok(mut text) = core::str::from_utf8(file) else { return false };
    loop {
        text = text.trim_start_matches('\u{feff}').trim_start();
        let end = match text.get(..4) {
            Some("<!--") => "-->",
            Some("<svg") => return text.get(4..).is_some_and(|rest| rest.starts_with([' ', '>', '\n', '\t', '\r'])),
            _ if text.starts_with("<?") => "?>",
            _ if text.starts_with("<!") => ">",
            _ => return false,
        };
        let Some((_, rest)) = text.split_once(end) else { return false };
        text = rest;
    }
}

/// What a message carries of a file.
///
/// # Errors
/// [`MediaError`] if it is none that messages carry, or has too many bytes.
pub fn picture_message(file: Vec<u8>) -> Result<ImageMessage, MediaError> {
    let format = FileFormat::of_picture(&file).ok_or(status_ports::ImageError::UnknownFormat)?.in_messages();
    if file.len() > MAX_CHAT_PICTURE {
        return Err(MediaError::PictureTooLarge);
    }
    Ok(ImageMessage { payload: file, format: format.into(), ..ImageMessage::default() })
}
