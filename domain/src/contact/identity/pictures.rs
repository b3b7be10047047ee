//! Pictures that others have of themselves.

use std::collections::BTreeMap;

use status_ports::{CompressedKey, ContactImageRecord, ContactRecord, ProfileTransaction, StorageError};
use status_proto::status::IdentityImage;
use status_proto::status::identity_image::SourceType;

use super::IdentityError;
use crate::contact::ContactRequests;
use crate::crypto::{SharedSecret, open_as_reader};
use crate::media::FileFormat;
use crate::messaging::{PicturesVisibility, profile_pictures_visibility};
use crate::profile::{LARGE, THUMBNAIL};

/// Largest picture that is taken. They are made to at most 38,400 bytes.
pub(super) const MAX_PICTURE_BYTES: usize = 100 << 10;
/// Nonce and tag.
const SEAL_BYTES: usize = 12 + 16;

/// Whether pictures of this person are wanted.
pub(super) fn are_wanted(visibility: PicturesVisibility, contact: &ContactRecord) -> bool {
    match visibility {
        PicturesVisibility::Everyone => true,
        PicturesVisibility::ContactsOnly => contact.is_added(),
        PicturesVisibility::None => false,
    }
}

/// Opens the pictures of an identity; `secret` is what we share with its author. Those that are not for us, or under a
/// name that pictures of people do not have, are left out.
pub(super) fn open(
    secret: &SharedSecret,
    images: BTreeMap<String, IdentityImage>,
) -> Result<BTreeMap<String, Vec<u8>>, IdentityError> {
    let mut opened = BTreeMap::new();
    for (name, image) in images {
        let is_raw = image.source_type() != SourceType::EnsAvatar;
        if !is_raw || ![THUMBNAIL, LARGE].contains(&name.as_str()) {
            continue;
        }
        if image.payload.len() > MAX_PICTURE_BYTES.saturating_add(SEAL_BYTES) {
            return Err(IdentityError::PictureTooLarge);
        }
        let payload = if image.encrypted {
            let opened = open_as_reader(secret, &image.payload, &image.encryption_keys);
            match opened.map_err(IdentityError::SealedPicture)? {
                Some(payload) => payload,
                None => continue,
            }
        } else {
            image.payload
        };
        if payload.len() > MAX_PICTURE_BYTES {
            return Err(IdentityError::PictureTooLarge);
        }
        if FileFormat::of_picture(&payload).is_none() {
            return Err(IdentityError::NoPicture);
        }
        opened.insert(name, payload);
    }
    Ok(opened)
}

/// Takes the pictures that somebody has now. A variant that is not among them stays: not everywhere all are said. If
/// there are none at all, all are gone. Whether anything changed.
pub(super) fn store(
    stores: &mut dyn ProfileTransaction,
    contact: &CompressedKey,
    clock: u64,
    pictures: BTreeMap<String, Vec<u8>>,
) -> Result<bool, StorageError> {
    if pictures.is_empty() {
        return stores.remove_contact_images(contact);
    }
    let mut changed = false;
    for (name, payload) in pictures {
        let before = stores.find_contact_image(contact, &name)?;
        if before.is_none_or(|before| before.payload != payload) {
            stores.save_contact_image(&ContactImageRecord { contact: *contact, name, clock, payload })?;
            changed = true;
        }
    }
    Ok(changed)
}

/// The pictures of these people that the settings let us show.
///
/// # Errors
/// [`StorageError`].
pub fn shown_pictures(
    stores: &mut dyn ProfileTransaction,
    contacts: &[&ContactRecord],
) -> Result<Vec<ContactImageRecord>, StorageError> {
    let visibility = profile_pictures_visibility(stores)?;
    let wanted = contacts.iter().filter(|contact| are_wanted(visibility, contact));
    let keys: Vec<CompressedKey> = wanted.map(|contact| contact.public_key).collect();
    if keys.is_empty() { Ok(Vec::new()) } else { stores.contact_images_of(&keys) }
}

/// One picture of a person, if there is one and the settings let us show it.
///
/// # Errors
/// [`StorageError`].
pub fn shown_picture(
    stores: &mut dyn ProfileTransaction,
    contact: &CompressedKey,
    name: &str,
) -> Result<Option<ContactImageRecord>, StorageError> {
    let visibility = profile_pictures_visibility(stores)?;
    let Some(record) = stores.find_contact(contact)? else { return Ok(None) };
    if are_wanted(visibility, &record) { stores.find_contact_image(contact, name) } else { Ok(None) }
}
