//! Pictures: decoding within limits, cropping, drawing.

mod canvas;
mod decode;
mod initials;
mod jpeg;
mod qr_code;
mod resize;

#[cfg(test)]
mod tests;

use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder as _};
use status_ports::{DecodeLimits, Dot, ImageError, Images, Initials, Picture, PixelArea, QrLevel, Ring};

/// Draws in memory.
#[derive(Clone, Copy, Debug, Default)]
pub struct PixelImages;

impl Images for PixelImages {
    fn decode(&self, file: &[u8], limits: DecodeLimits) -> Result<Picture, ImageError> {
        decode::decode(file, limits)
    }

    fn crop(&self, picture: &Picture, area: PixelArea) -> Result<Picture, ImageError> {
        let fits = |begin: u32, length: u32, whole: u32| {
            length > 0 && begin.checked_add(length).is_some_and(|end| end <= whole)
        };
        if !fits(area.x, area.width, picture.width) || !fits(area.y, area.height, picture.height) {
            return Err(ImageError::OutOfBounds);
        }
        let bytes = |pixels: u32| pixels as usize * 4;
        let rows = picture.rgba.chunks_exact(bytes(picture.width));
        let rows = rows.skip(area.y as usize).take(area.height as usize);
        let rgba = rows.flat_map(|row| &row[bytes(area.x)..bytes(area.x + area.width)]).copied().collect();
        Ok(Picture { width: area.width, height: area.height, rgba })
    }

    fn resize(&self, picture: &Picture, width: u32, height: u32) -> Result<Picture, ImageError> {
        resize::resize(picture, width, height)
    }

    fn encode_jpeg(&self, picture: &Picture, quality: u8) -> Result<Vec<u8>, ImageError> {
        jpeg::encode(picture, quality)
    }

    fn encode_png(&self, picture: &Picture) -> Result<Vec<u8>, ImageError> {
        let mut file = Vec::new();
        PngEncoder::new(&mut file)
            .write_image(&picture.rgba, picture.width, picture.height, ExtendedColorType::Rgba8)
            .map_err(|error| ImageError::Encode(error.to_string()))?;
        Ok(file)
    }

    fn round(&self, picture: &Picture) -> Picture {
        canvas::round(picture)
    }

    fn draw_ring(&self, picture: &mut Picture, ring: &Ring) {
        canvas::draw_ring(picture, ring);
    }

    fn draw_dot(&self, picture: &mut Picture, dot: &Dot) {
        canvas::draw_dot(picture, dot);
    }

    fn draw_centered(&self, picture: &mut Picture, inner: &Picture) {
        canvas::draw_centered(picture, inner);
    }

    fn initials(&self, initials: &Initials<'_>) -> Result<Picture, ImageError> {
        initials::draw(initials)
    }

    fn qr_code(&self, text: &[u8], level: QrLevel) -> Result<Picture, ImageError> {
        qr_code::draw(text, level)
    }
}
