//! Previews of links (specification: messaging, section 7.5): which links of a text may be previewed, what is asked of the
//! web for one, and what is taken from the answers.
//!
//! A page decides what its preview says, and so does whoever sends one. So all of it is bounded, and pictures are
//! pictures.

mod address;
mod beside;
mod head;
mod mode;
mod oembed;
mod picture;
mod plan;
mod preview;
mod source;
mod status;

#[cfg(test)]
mod tests;

pub use address::{hostname, normalized};
pub use head::{PageHead, read_head};
pub use mode::UnfurlingMode;
pub use oembed::{OEmbed, read_oembed};
pub use picture::{MAX_PICTURE_BYTES, Thumbnail, thumbnail};
pub use plan::{Permission, PlannedUrl, distinct_urls, plan, text_urls};
pub use preview::{
    MAX_DESCRIPTION_LENGTH, MAX_PREVIEWS, MAX_TITLE_LENGTH, MAX_URL_LENGTH, keep_valid_previews, page_preview,
    picture_preview,
};
pub use source::{Source, icon_request, picture_request};
pub use status::{shared_person, status_preview};

pub(crate) use beside::{lacks_preview_pictures, preview_pictures, restore_preview_pictures, take_preview_pictures};
pub(crate) use preview::with_valid_previews;
