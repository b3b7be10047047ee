//! Round pictures of those who can log in here, and of contacts.

use std::path::Path;

use status_domain::identity::parse_public_key;
use status_ports::{Initials, ProfileStoreExt as _, StorageError};

use super::{Routes, made};
use crate::media::answer::Answer;
use crate::media::avatar::{self, Surroundings};
use crate::media::file;
use crate::media::pictures::{FOREIGN, PictureError};
use crate::media::query::Query;

/// Bytes of a font file: those with all scripts have twenty million.
const FONT_BYTES: usize = 32 << 20;
/// Letters of initials.
const MAX_INITIALS: usize = 8;

/// Of an account by its key UID and the name of a size, or of a picture on disk that may become one. Of a file on disk
/// nothing is shown but the picture that it is, drawn anew.
pub(super) async fn account_image(routes: &Routes, query: &Query) -> Option<Answer> {
    let surroundings = Surroundings::of(query)?;
    let name = query.text("imageName")?;
    let Some(key_uid) = query.text("keyUid") else {
        if !Path::new(name).is_absolute() {
            return None;
        }
        let disc = made(routes.pictures.disc_of(name.into()).await)?;
        let draw = move |images: &dyn status_ports::Images| surroundings.without_ring().finish(images, disc, &[]);
        return made(routes.pictures.work(draw).await).map(Answer::picture);
    };
    let (account, image) = routes.gallery.account_image(key_uid, name).await?;
    drawn(routes, image.payload, surroundings, account.color_hash).await
}

/// Of a contact by public key and the name of a size.
pub(super) async fn contact_image(routes: &Routes, query: &Query) -> Option<Answer> {
    let surroundings = Surroundings::of(query)?;
    let (public_key, name) = (query.text("publicKey")?, query.text("imageName")?.to_owned());
    let key = parse_public_key(public_key).ok()?.to_compressed();
    let found = routes.gallery.profile()?.query(move |stores| stores.find_contact_image(&key, &name)).await;
    let found = found.inspect_err(|error: &StorageError| tracing::error!(%error, "A picture could not be read."));
    drawn(routes, found.ok()??.payload, surroundings, avatar::hash_of(public_key)).await
}

/// A stored picture as disc.
async fn drawn(routes: &Routes, file: Vec<u8>, surroundings: Surroundings, hash: Vec<(u8, u8)>) -> Option<Answer> {
    let draw = move |images: &dyn status_ports::Images| {
        let disc = images.round(&images.decode(&file, FOREIGN)?);
        surroundings.finish(images, disc, &hash)
    };
    made(routes.pictures.work(draw).await).map(Answer::picture)
}

/// The initials of an account, or of any name, on a disc.
pub(super) async fn account_initials(routes: &Routes, query: &Query) -> Option<Answer> {
    let surroundings = Surroundings::of(query)?.unscaled();
    let font_path = query.text("fontFile")?.to_owned();
    let (font_size, size) = (query.number("fontSize"), query.get("size")?.parse().ok()?);
    let (color, background) = (avatar::visible(query, "color")?, avatar::visible(query, "bgColor")?);
    if font_size <= 0.0 || size == 0 {
        return None;
    }
    let uppercase_ratio = query.get("uppercaseRatio").map_or(Some(1.0), |ratio| ratio.parse().ok())?;
    let most = query.get("length").map_or(Some(2), |length| length.parse().ok())?;
    let named = query.text("name").unwrap_or_default().to_owned();
    let (name, hash, is_known) = match (query.text("keyUid"), query.text("publicKey")) {
        (Some(key_uid), _) => {
            let account = routes.gallery.account(key_uid).await?;
            (account.name, account.color_hash, true)
        }
        (None, Some(public_key)) => (named, avatar::hash_of(public_key), true),
        (None, None) if named.is_empty() => return None,
        (None, None) => (named, Vec::new(), false),
    };
    let surroundings = if is_known { surroundings } else { surroundings.without_ring() };
    let draw = move |images: &dyn status_ports::Images| {
        let font = file::read(Path::new(&font_path), FONT_BYTES)?;
        let text = avatar::initials(&name, most.min(MAX_INITIALS));
        let initials = Initials { text: &text, font: &font, font_size, uppercase_ratio, color, background, size };
        Ok::<_, PictureError>(surroundings.finish(images, images.initials(&initials)?, &hash)?)
    };
    made(routes.pictures.work(draw).await).map(Answer::picture)
}
