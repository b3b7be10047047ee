//! What people say of themselves.

use prost::Message as _;
use status_domain::contact;
use status_domain::crypto::{PublicKey, Readers, SealedText};
use status_domain::envelope::ApplicationMessage;
use status_domain::identity::CustomizationColor;
use status_domain::media::FileFormat;
use status_domain::messaging::{self, Context, HandleError, ReceivedMessage};
use status_domain::profile::OwnPictures;
use status_domain::showcase;
use status_memory::{MemoryTransaction, SeededEntropy};
use status_ports::{ContactImageStore as _, UnixMillis};
use status_proto::status::application_metadata_message::Type;
use status_proto::status::{ChatIdentity, IdentityImage, ProfileShowcase, ProfileShowcaseEntriesEncrypted};

use crate::{
    people::{alice, bobby},
    sequence::pieces,
};

const NOW: UnixMillis = 1_700_000_000_000;
/// The greatest picture that is kept.
const MAX_PICTURE_BYTES: usize = 100 << 10;

/// Identities of one person, each behind a byte that says what the bytes are: an identity as it is, a picture or a showcase
/// in one, sealed for us or not. What is refused changes nothing, and what is kept is within bounds.
pub(crate) fn chat_identity(input: &[u8]) {
    let mut stores = MemoryTransaction::new();
    for (piece, now) in pieces(input).zip((NOW..).step_by(1000)) {
        let Some((form, bytes)) = piece.split_first() else { continue };
        let payload = identity(*form, bytes, now);
        let before = kept(&mut stores);
        if handle(&mut stores, payload, now).is_err() {
            assert!(kept(&mut stores) == before, "what was refused changed something");
        }
        for image in stores.contact_images().into_iter().flatten() {
            assert!(image.payload.len() <= MAX_PICTURE_BYTES && FileFormat::of_picture(&image.payload).is_some());
        }
    }
}

fn identity(form: u8, bytes: &[u8], now: UnixMillis) -> Vec<u8> {
    let seal = || Readers::new(&bobby(), &[alice().public_key()]).seal(bytes, &mut SeededEntropy::new(now));
    let mut identity = ChatIdentity { clock: now, ..ChatIdentity::default() };
    let mut picture = |image: IdentityImage| identity.images.insert("large".to_owned(), image);
    match form % 5 {
        0 => return bytes.to_vec(),
        1 => drop(picture(IdentityImage { payload: bytes.to_vec(), ..IdentityImage::default() })),
        2 => {
            let SealedText { text, keys } = seal();
            let sealed =
                IdentityImage { payload: text, encryption_keys: keys, encrypted: true, ..IdentityImage::default() };
            drop(picture(sealed));
        }
        form => {
            let SealedText { text, keys } = seal();
            let part = ProfileShowcaseEntriesEncrypted { encrypted_entries: text, encryption_keys: keys };
            let mut showcase = ProfileShowcase::default();
            let place = if form == 3 { &mut showcase.for_contacts } else { &mut showcase.for_id_verified_contacts };
            *place = Some(part);
            identity.profile_showcase = Some(showcase);
        }
    }
    identity.encode_to_vec()
}

fn handle(stores: &mut MemoryTransaction, payload: Vec<u8>, now: UnixMillis) -> Result<(), HandleError> {
    let bytes = ApplicationMessage::wrap(Type::ChatIdentity, payload, &bobby());
    let Ok(opened) = ApplicationMessage::open(&bytes, &bobby().public_key()) else { return Ok(()) };
    let message = ReceivedMessage {
        id: opened.id.to_string(),
        author: opened.author,
        envelope_signer: opened.author,
        kind: Type::ChatIdentity,
        payload: opened.payload,
        whisper_timestamp: now,
    };
    let identity = alice();
    let mut context = Context {
        stores,
        me: identity.public_key(),
        identity: &identity,
        customization_color: CustomizationColor::Blue,
        pictures: OwnPictures::none(),
        now,
        entropy: &mut SeededEntropy::new(now),
    };
    messaging::handle(&mut context, &message).map(drop)
}

/// All that an identity can change.
fn kept(stores: &mut MemoryTransaction) -> String {
    let author: PublicKey = bobby().public_key();
    let key = author.to_compressed();
    let pictures = stores.contact_images().ok();
    let shown = showcase::entries_of(stores, &key).ok();
    let picture = contact::shown_picture(stores, &key, "large").ok();
    let person = status_ports::ContactStore::find_contact(stores, &key).ok();
    format!("{pictures:?} {shown:?} {picture:?} {person:?}")
}
