//! The sizes of profile pictures.

use status_ports::{IdentityImageRecord, Images, Picture};

use super::compress::rounded;
use super::{ByteLimits, MediaError, compress};

/// A size in which a picture is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variant {
    /// What it is called everywhere.
    pub name: &'static str,
    /// Pixels of the shorter side.
    pub side: u32,
    /// Bytes.
    pub limits: ByteLimits,
    /// Whether smaller pictures are made larger.
    pub enlarges: bool,
}

/// Beside messages.
pub const THUMBNAIL: Variant =
    Variant { name: "thumbnail", side: 80, limits: ByteLimits { ideal: 2560, max: 5632 }, enlarges: true };
/// On the page of a profile.
pub const LARGE: Variant =
    Variant { name: "large", side: 240, limits: ByteLimits { ideal: 16_384, max: 38_400 }, enlarges: true };
/// Above a community.
pub const BANNER: Variant =
    Variant { name: "banner", side: 800, limits: ByteLimits { ideal: 307_200, max: 460_800 }, enlarges: false };

/// The picture of a profile in all its sizes.
///
/// # Errors
/// [`MediaError`] if one cannot be made.
pub fn profile_pictures(images: &dyn Images, picture: &Picture) -> Result<Vec<IdentityImageRecord>, MediaError> {
    [THUMBNAIL, LARGE].iter().map(|size| variant(images, picture, size)).collect()
}

/// A picture in one size.
///
/// # Errors
/// [`MediaError`] if it cannot be made small enough.
pub fn variant(images: &dyn Images, picture: &Picture, variant: &Variant) -> Result<IdentityImageRecord, MediaError> {
    let shorter = picture.width.min(picture.height);
    let side = if variant.enlarges { variant.side } else { variant.side.min(shorter) };
    let scaled = |length: u32| if length == shorter { side } else { rounded(length, side, shorter) };
    let resized = images.resize(picture, scaled(picture.width), scaled(picture.height))?;
    let (payload, width, height) = compress(images, &resized, variant.limits)?;
    Ok(IdentityImageRecord {
        name: variant.name.to_owned(),
        width,
        height,
        file_size: u32::try_from(payload.len()).unwrap_or(u32::MAX),
        resize_target: variant.side,
        clock: 0,
        payload,
    })
}
