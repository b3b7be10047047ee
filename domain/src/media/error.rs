//! Why a picture or a recording is not taken.

use status_ports::ImageError;

/// Why a picture or a recording is not taken. The texts are those of the API.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MediaError {
    /// It could not be read or written.
    #[error(transparent)]
    Image(#[from] ImageError),
    /// The lower right corner of what should be cut out is outside.
    #[error(
        "crop dimensions out of bounds of image, image width '{width}px' & height '{height}px'; crop bottom right coordinate at X '{x}px' Y '{y}px'"
    )]
    CropOutOfBounds {
        /// Of the picture.
        width: u32,
        /// Of the picture.
        height: u32,
        /// Of the corner.
        x: i64,
        /// Of the corner.
        y: i64,
    },
    /// What should be cut out is nothing.
    #[error("crop dimensions are empty or negative")]
    EmptyCrop,
    /// However small it was made, it has too many bytes.
    #[error("image too large")]
    PictureTooLarge,
    /// Neither AAC nor AMR.
    #[error("unsupported audio type")]
    UnknownRecording,
    /// A recording of too many bytes.
    #[error("audio too large")]
    RecordingTooLarge,
}
