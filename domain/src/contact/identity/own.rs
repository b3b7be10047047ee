//! What we say of ourselves now.

use std::collections::BTreeMap;

use status_ports::{ContactRecord, StorageError, UnixMillis};
use status_proto::status::identity_image::SourceType;
use status_proto::status::{ChatIdentity, IdentityImage, ImageFormat};

use crate::contact::ContactRequests;
use crate::crypto::{PublicKey, Readers, keccak256};
use crate::messaging::{Context, OwnProfile, PicturesAudience, profile_pictures_audience};
use crate::profile::THUMBNAIL;
use crate::showcase::{OwnShowcase, own_showcase};

/// Identity verified on both sides.
const VERIFIED: u8 = 2;

/// Who hears what we say.
#[derive(Clone, Copy, Debug)]
pub(super) enum Hearers<'a> {
    /// Whoever looks for our contact code: mostly contacts.
    OfContactCode,
    /// One person, end-to-end encrypted.
    Person(&'a ContactRecord),
    /// A public chat: mostly strangers. What is for contacts they get beside the contact code, so nothing is sealed here.
    PublicChat,
}

/// What we say of ourselves to some hearers. Sealing waits until it is said.
pub(super) struct OwnIdentity {
    profile: OwnProfile,
    showcase: Option<OwnShowcase>,
    pictures: Pictures,
    pictures_hash: [u8; 32],
    added: Vec<PublicKey>,
    mutual: Vec<PublicKey>,
    verified: Vec<PublicKey>,
}

/// How pictures go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pictures {
    None,
    Plain,
    PlainThumbnail,
    Sealed,
}

impl OwnIdentity {
    pub(super) fn read(context: &mut Context<'_>, hearers: Hearers<'_>) -> Result<Self, StorageError> {
        let profile = OwnProfile::read(context)?;
        let audience = profile_pictures_audience(context.stores)?;
        let mut identity = Self {
            profile,
            showcase: own_showcase(context)?,
            pictures: if context.pictures.is_empty() { Pictures::None } else { pictures(audience, hearers) },
            pictures_hash: *context.pictures.hash(),
            added: Vec::new(),
            mutual: Vec::new(),
            verified: Vec::new(),
        };
        match hearers {
            Hearers::OfContactCode => {
                for contact in context.stores.contacts()? {
                    identity.add_reader(&contact, true);
                }
            }
            // Whether this person is a contact makes a difference only to what is for contacts.
            Hearers::Person(person) => identity.add_reader(person, identity.pictures == Pictures::Sealed),
            Hearers::PublicChat => {}
        }
        Ok(identity)
    }

    fn add_reader(&mut self, contact: &ContactRecord, of_pictures: bool) {
        // Stored keys are keys; bytes that are none read nothing.
        let Ok(key) = PublicKey::from_bytes(&contact.public_key) else { return };
        if of_pictures && contact.is_added() {
            self.added.push(key);
        }
        let showcase = self.showcase.as_ref().filter(|_| contact.is_mutual());
        if showcase.is_some_and(OwnShowcase::has_part_for_contacts) {
            self.mutual.push(key);
        }
        if contact.verification_status == VERIFIED && showcase.is_some_and(OwnShowcase::has_part_for_verified) {
            self.verified.push(key);
        }
    }

    /// Whether there is nothing that anybody could want to know.
    pub(super) fn is_empty(&self, context: &Context<'_>) -> bool {
        self.profile.display_name.is_empty() && context.pictures.is_empty()
    }

    /// Changes when what is said changes, or who reads what of it. What is drawn at random while sealing is not in it,
    /// so that it is not said again for that alone.
    pub(super) fn hash(&self) -> [u8; 32] {
        let mut parts = vec![
            self.profile.display_name.as_bytes().to_vec(),
            self.profile.bio.as_bytes().to_vec(),
            self.profile.customization_color.name().as_bytes().to_vec(),
            vec![self.pictures as u8],
        ];
        if self.pictures != Pictures::None {
            parts.push(self.pictures_hash.to_vec());
        }
        parts.extend(self.showcase.iter().flat_map(OwnShowcase::digestible));
        for readers in [&self.added, &self.mutual, &self.verified] {
            parts.push(readers.iter().flat_map(PublicKey::to_compressed).collect());
        }
        // Each part behind its length, so that nothing moves from one to the next unnoticed.
        let lengths: Vec<[u8; 8]> =
            parts.iter().map(|part| u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes()).collect();
        let pieces = lengths.iter().zip(&parts).flat_map(|(length, part)| [length.as_slice(), part.as_slice()]);
        keccak256(&pieces.collect::<Vec<_>>())
    }

    /// The identity as it is sent.
    pub(super) fn compose(self, context: &mut Context<'_>, clock: UnixMillis) -> ChatIdentity {
        let images = self.images(context);
        let (author, entropy) = (context.identity, &mut *context.entropy);
        let showcase = self.showcase.map(|showcase| showcase.seal(author, &self.mutual, &self.verified, entropy));
        ChatIdentity {
            clock,
            images,
            display_name: self.profile.display_name,
            description: self.profile.bio,
            profile_showcase: showcase,
            customization_color: self.profile.customization_color.id(),
            ..ChatIdentity::default()
        }
    }

    fn images(&self, context: &mut Context<'_>) -> BTreeMap<String, IdentityImage> {
        let own = context.pictures.images();
        let shown = own.iter().filter(|image| match self.pictures {
            Pictures::None => false,
            Pictures::PlainThumbnail => image.name == THUMBNAIL,
            Pictures::Plain | Pictures::Sealed => true,
        });
        let readers = (self.pictures == Pictures::Sealed).then(|| Readers::new(context.identity, &self.added));
        let identity_image = |payload: &[u8]| IdentityImage {
            payload: payload.to_vec(),
            source_type: SourceType::RawPayload.into(),
            image_format: ImageFormat::Jpeg.into(),
            ..IdentityImage::default()
        };
        let mut images = BTreeMap::new();
        for image in shown {
            let sent = match &readers {
                None => identity_image(&image.payload),
                Some(readers) => {
                    let sealed = readers.seal(&image.payload, &mut *context.entropy);
                    IdentityImage { encryption_keys: sealed.keys, encrypted: true, ..identity_image(&sealed.text) }
                }
            };
            images.insert(image.name.clone(), sent);
        }
        images
    }
}

fn pictures(audience: PicturesAudience, hearers: Hearers<'_>) -> Pictures {
    match (audience, hearers) {
        (PicturesAudience::Nobody, _) | (PicturesAudience::Contacts, Hearers::PublicChat) => Pictures::None,
        (PicturesAudience::Everyone, Hearers::PublicChat) => Pictures::PlainThumbnail,
        (PicturesAudience::Everyone, Hearers::OfContactCode | Hearers::Person(_)) => Pictures::Plain,
        (PicturesAudience::Contacts, Hearers::OfContactCode) => Pictures::Sealed,
        (PicturesAudience::Contacts, Hearers::Person(person)) if person.is_added() => Pictures::Sealed,
        (PicturesAudience::Contacts, Hearers::Person(_)) => Pictures::None,
    }
}
