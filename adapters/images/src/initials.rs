//! Letters on a disc.

use ab_glyph::{Font as _, FontRef, Glyph, Point, PxScale, ScaleFont as _};
use status_ports::{ImageError, Initials, Picture};

use crate::canvas::{self, blend};

/// Pixels of a row.
const MAX_SIZE: u32 = 4096;

pub(crate) fn draw(initials: &Initials<'_>) -> Result<Picture, ImageError> {
    let size = initials.size;
    if size == 0 || size > MAX_SIZE || !(0.0..=f64::from(MAX_SIZE)).contains(&initials.font_size) {
        return Err(ImageError::TooLarge);
    }
    let font = FontRef::try_from_slice(initials.font).map_err(|_| ImageError::Font)?;
    let units = font.units_per_em().ok_or(ImageError::Font)?;
    let square = Picture { width: size, height: size, rgba: initials.background.repeat((size * size) as usize) };
    let mut disc = canvas::round(&square);
    // The library's scale is the height of a line, ours is that of an em.
    let scale = PxScale::from(initials.font_size as f32 * font.height_unscaled() / units);
    let font = font.as_scaled(scale);
    let line_height = font.ascent() - font.descent() + font.line_gap();
    let glyphs: Vec<Glyph> = initials.text.chars().map(|letter| font.scaled_glyph(letter)).collect();
    let width: f32 = glyphs.iter().map(|glyph| font.h_advance(glyph.id)).sum();
    let middle = size as f32 / 2.0;
    let baseline = middle + line_height * initials.uppercase_ratio as f32 / 2.0;
    let mut pen = middle - width / 2.0;
    for mut glyph in glyphs {
        let advance = font.h_advance(glyph.id);
        glyph.position = Point { x: pen, y: baseline };
        pen += advance;
        let Some(outline) = font.outline_glyph(glyph) else { continue };
        let corner = outline.px_bounds().min;
        let pixels = disc.rgba.as_chunks_mut::<4>().0;
        outline.draw(|x, y, covered| {
            let (x, y) = (corner.x + x as f32, corner.y + y as f32);
            let within = |place: f32| (0.0..size as f32).contains(&place);
            if within(x) && within(y) {
                let at = y as usize * size as usize + x as usize;
                if let Some(pixel) = pixels.get_mut(at) {
                    blend(pixel, initials.color, covered.into());
                }
            }
        });
    }
    Ok(disc)
}
