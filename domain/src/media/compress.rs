//! Making pictures small enough for messages.

use status_ports::{ImageError, Images, Picture};

use super::{Corners, MediaError};

/// Bytes of an encoded picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByteLimits {
    /// With fewer than these, no more quality is given up.
    pub ideal: usize,
    /// With these or more, the picture is made smaller.
    pub max: usize,
}

/// A picture of a chat.
pub const CHAT_PICTURE: ByteLimits = ByteLimits { ideal: 50_000, max: 350_000 };
/// Bytes of a picture of a chat, whatever its format.
pub const MAX_CHAT_PICTURE: usize = 400_000;
/// Pixels of the longer side.
pub const LONGEST_SIDE: u32 = 2000;

/// JPEG qualities, best first: from 80 down to 50 by 2.
const QUALITIES: [u8; 16] = [80, 78, 76, 74, 72, 70, 68, 66, 64, 62, 60, 58, 56, 54, 52, 50];
/// What is left of a side when a picture is made smaller.
const SHRINK_PERCENT: u32 = 95;

/// A picture for a chat, as JPEG.
///
/// # Errors
/// [`MediaError`] if it cannot be made small enough.
pub fn chat_picture(images: &dyn Images, picture: &Picture) -> Result<Vec<u8>, MediaError> {
    let (file, _, _) = compress(images, picture, CHAT_PICTURE)?;
    if file.len() > MAX_CHAT_PICTURE { Err(MediaError::PictureTooLarge) } else { Ok(file) }
}

/// A part of a picture, as JPEG: what groups and communities are shown with.
///
/// # Errors
/// [`MediaError`] if the part is not within the picture or cannot be made small enough.
pub fn cropped_picture(images: &dyn Images, picture: &Picture, corners: Corners) -> Result<Vec<u8>, MediaError> {
    chat_picture(images, &images.crop(picture, corners.within(picture)?)?)
}

/// A picture as JPEG file below the most bytes, and its width and height, which are smaller than before if quality alone
/// did not do it.
///
/// # Errors
/// [`MediaError::PictureTooLarge`] if nothing is left of it before it fits.
pub fn compress(images: &dyn Images, picture: &Picture, limits: ByteLimits) -> Result<(Vec<u8>, u32, u32), MediaError> {
    let (mut width, mut height) = within_longest_side(picture.width, picture.height);
    while width > 0 && height > 0 {
        let resized = images.resize(picture, width, height)?;
        if let Some(file) = encode(images, &resized, limits)? {
            return Ok((file, width, height));
        }
        (width, height) = (shrunk(width), shrunk(height));
    }
    Err(MediaError::PictureTooLarge)
}

/// The best quality with fewer bytes than the ideal; else the lowest one if it has fewer than the most; else nothing.
///
/// Files grow with quality, so that what lies between the two ends is found by halving.
fn encode(images: &dyn Images, picture: &Picture, limits: ByteLimits) -> Result<Option<Vec<u8>>, ImageError> {
    let [best, between @ .., lowest] = QUALITIES;
    let first = images.encode_jpeg(picture, best)?;
    if first.len() < limits.ideal {
        return Ok(Some(first));
    }
    let mut found = images.encode_jpeg(picture, lowest)?;
    if found.len() >= limits.ideal {
        return Ok((found.len() < limits.max).then_some(found));
    }
    let mut left = between.as_slice();
    while let Some((better, [quality, worse @ ..])) = left.split_at_checked(left.len() / 2) {
        let file = images.encode_jpeg(picture, *quality)?;
        if file.len() < limits.ideal {
            found = file;
            left = better;
        } else {
            left = worse;
        }
    }
    Ok(Some(found))
}

/// The size in which a picture begins.
fn within_longest_side(width: u32, height: u32) -> (u32, u32) {
    let longest = width.max(height);
    if longest <= LONGEST_SIDE {
        return (width, height);
    }
    let scaled = |side: u32| if side == longest { LONGEST_SIDE } else { rounded(side, LONGEST_SIDE, longest).max(1) };
    (scaled(width), scaled(height))
}

/// `side · to / from`, a bit more than rounded, as all clients do it.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sides of pictures are small")]
pub(super) fn rounded(side: u32, to: u32, from: u32) -> u32 {
    (0.7 + f64::from(side) / (f64::from(from) / f64::from(to))) as u32
}

const fn shrunk(side: u32) -> u32 {
    side.saturating_mul(SHRINK_PERCENT) / 100
}
