//! Pictures and recordings: what files are, how large pictures may be, and where the bytes of messages are kept
//! (specification: messaging, section 8; accounts, section 15.7).

mod area;
mod attachment;
mod compress;
mod content_hash;
mod error;
mod format;
mod profile_picture;
mod recording;
mod ring;
mod sticker_pack;

pub use area::{Corners, central_square};
pub use attachment::{attachment, whole_payload};
pub use compress::{ByteLimits, CHAT_PICTURE, LONGEST_SIDE, MAX_CHAT_PICTURE, chat_picture, compress, cropped_picture};
pub use content_hash::ipfs_identifier;
pub use error::MediaError;
pub use format::{FileFormat, picture_message};
pub use profile_picture::{BANNER, LARGE, THUMBNAIL, Variant, profile_pictures, variant};
pub use recording::{MAX_RECORDING, recording_message};
pub use ring::{Theme, ring};
pub use sticker_pack::{StickerPackDescription, read_sticker_pack_description};

pub(crate) use attachment::{heavy_bytes, light_payload};

#[cfg(test)]
pub(crate) use attachment::own_bytes;

#[cfg(test)]
mod tests;
