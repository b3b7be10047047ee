//! The own pictures.

use status_ports::IdentityImageRecord;

use crate::crypto::keccak256;

/// The variant for lists.
pub const THUMBNAIL: &str = "thumbnail";
/// The variant for a profile.
pub const LARGE: &str = "large";

/// The pictures that a profile has of itself, as the accounts database keeps them.
#[derive(Clone, Debug, Default)]
pub struct OwnPictures {
    images: Vec<IdentityImageRecord>,
    hash: [u8; 32],
}

impl OwnPictures {
    /// Takes the pictures of an account.
    #[must_use]
    pub fn new(mut images: Vec<IdentityImageRecord>) -> Self {
        images.retain(|image| !image.payload.is_empty());
        images.sort_by(|a, b| a.name.cmp(&b.name));
        if images.is_empty() {
            return Self::default();
        }
        let hashes: Vec<[u8; 32]> =
            images.iter().map(|image| keccak256(&[image.name.as_bytes(), &[0], &image.payload])).collect();
        let hash = keccak256(&hashes.iter().map(<[u8; 32]>::as_slice).collect::<Vec<_>>());
        Self { images, hash }
    }

    /// Those of a profile without any.
    #[must_use]
    pub fn none() -> &'static Self {
        static NONE: OwnPictures = OwnPictures { images: Vec::new(), hash: [0; 32] };
        &NONE
    }

    /// All of them, by name.
    #[must_use]
    pub fn images(&self) -> &[IdentityImageRecord] {
        &self.images
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.images.is_empty()
    }

    /// Tells whether they changed.
    #[must_use]
    pub const fn hash(&self) -> &[u8; 32] {
        &self.hash
    }
}
