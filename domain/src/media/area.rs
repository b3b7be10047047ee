//! Which part of a picture is shown.

use status_ports::{Picture, PixelArea};

use super::MediaError;

/// Two corners of a rectangle in pixels, as clients name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Corners {
    /// Left edge.
    pub ax: i64,
    /// Upper edge.
    pub ay: i64,
    /// Right edge: the first column that is left out.
    pub bx: i64,
    /// Lower edge: the first row that is left out.
    pub by: i64,
}

impl Corners {
    /// The part of a picture.
    ///
    /// # Errors
    /// [`MediaError::CropOutOfBounds`] or [`MediaError::EmptyCrop`].
    pub fn within(self, picture: &Picture) -> Result<PixelArea, MediaError> {
        let Picture { width, height, .. } = *picture;
        if self.bx > i64::from(width) || self.by > i64::from(height) {
            return Err(MediaError::CropOutOfBounds { width, height, x: self.bx, y: self.by });
        }
        let side = |begin: i64, end: i64| {
            let length = end.checked_sub(begin).filter(|length| *length > 0)?;
            Some((u32::try_from(begin).ok()?, u32::try_from(length).ok()?))
        };
        match (side(self.ax, self.bx), side(self.ay, self.by)) {
            (Some((x, width)), Some((y, height))) => Ok(PixelArea { x, y, width, height }),
            _ => Err(MediaError::EmptyCrop),
        }
    }
}

/// The largest square in the middle of a picture.
#[must_use]
pub fn central_square(picture: &Picture) -> PixelArea {
    let side = picture.width.min(picture.height);
    let offset = |length: u32| length.saturating_sub(side) / 2;
    PixelArea { x: offset(picture.width), y: offset(picture.height), width: side, height: side }
}
