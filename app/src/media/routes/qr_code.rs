//! QR codes of links, with or without the picture of an account in their middle.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use status_domain::media::LARGE;
use status_ports::{ImageError, Images, Picture, QrLevel};

use super::{Routes, made};
use crate::media::answer::Answer;
use crate::media::pictures::FOREIGN;
use crate::media::query::Query;

/// Pixels of a row.
const MAX_SIZE: u32 = 4096;
/// The picture takes this part of the code: what is lost by it, the code makes up for.
const LOGO_PART: u32 = 5;
/// Pixels of the white edge around the picture, in its own size.
const LOGO_EDGE: u32 = 10;

pub(super) async fn answer(routes: &Routes, query: &Query) -> Option<Answer> {
    let text = STANDARD.decode(query.text("url")?).ok()?;
    let level = match query.get("level").map(str::parse::<i64>) {
        Some(Ok(1)) => QrLevel::Low,
        Some(Ok(3)) => QrLevel::Quartile,
        Some(Ok(4)) => QrLevel::High,
        _ => QrLevel::Medium,
    };
    let size = match query.get("size") {
        None => None,
        Some(size) => Some(size.parse().ok().filter(|size| (1..=MAX_SIZE).contains(size))?),
    };
    let wants_logo = matches!(query.get("allowProfileImage"), Some("1" | "t" | "T" | "TRUE" | "true" | "True"));
    let logo = if wants_logo {
        let name = query.text("imageName").unwrap_or(LARGE.name);
        routes.gallery.account_image(query.text("keyUid")?, name).await.map(|(_, image)| image.payload)
    } else {
        None
    };
    let draw = move |images: &dyn Images| {
        let mut code = images.qr_code(&text, level)?;
        if let Some(file) = logo {
            let side = code.width / LOGO_PART;
            images.draw_centered(&mut code, &images.resize(&edged(images, &file)?, side, side)?);
        }
        if let Some(size) = size {
            code = images.resize(&code, size, size)?;
        }
        images.encode_png(&code)
    };
    made(routes.pictures.work(draw).await).map(Answer::picture)
}

/// A picture as disc on a larger white one.
fn edged(images: &dyn Images, file: &[u8]) -> Result<Picture, ImageError> {
    let disc = images.round(&images.decode(file, FOREIGN)?);
    let side = disc.width.saturating_add(2 * LOGO_EDGE);
    let white = Picture { width: side, height: side, rgba: vec![u8::MAX; side as usize * side as usize * 4] };
    let mut white = images.round(&white);
    images.draw_centered(&mut white, &disc);
    Ok(white)
}
