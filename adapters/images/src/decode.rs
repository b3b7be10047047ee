//! From files to pixels, within limits.

use std::io::Cursor;

use image::error::{ImageError as Error, ImageFormatHint, LimitErrorKind};
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};
use status_ports::{DecodeLimits, ImageError, Picture};

/// Bytes of a pixel as it comes out.
const PIXEL: u64 = 4;

pub(crate) fn decode(file: &[u8], limits: DecodeLimits) -> Result<Picture, ImageError> {
    if file.len() > limits.bytes {
        return Err(ImageError::TooLarge);
    }
    let mut reader =
        ImageReader::new(Cursor::new(file)).with_guessed_format().map_err(|_| ImageError::UnknownFormat)?;
    let is_known =
        |format| matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::Gif | ImageFormat::WebP);
    if !reader.format().is_some_and(is_known) {
        return Err(ImageError::UnknownFormat);
    }
    let mut allowed = Limits::no_limits();
    allowed.max_alloc = Some(limits.memory);
    reader.limits(allowed);
    let mut decoder = reader.into_decoder().map_err(refusal)?;
    // What the file says of its size is all that it costs: both are checked before anything is allocated for pixels.
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    let memory = decoder.total_bytes().max(pixels.saturating_mul(PIXEL));
    if pixels == 0 {
        return Err(ImageError::Damaged("no pixels".to_owned()));
    }
    if pixels > limits.pixels || memory > limits.memory {
        return Err(ImageError::TooLarge);
    }
    // Orientation that cannot be read is none.
    let orientation = decoder.orientation();
    let mut image = DynamicImage::from_decoder(decoder).map_err(refusal)?;
    if let Ok(orientation) = orientation {
        image.apply_orientation(orientation);
    }
    let pixels = image.into_rgba8();
    Ok(Picture { width: pixels.width(), height: pixels.height(), rgba: pixels.into_raw() })
}

fn refusal(error: Error) -> ImageError {
    match error {
        Error::Limits(limit) if !matches!(limit.kind(), LimitErrorKind::Unsupported { .. }) => ImageError::TooLarge,
        Error::Unsupported(error) if matches!(error.format_hint(), ImageFormatHint::Unknown) => {
            ImageError::UnknownFormat
        }
        error => ImageError::Damaged(error.to_string()),
    }
}
