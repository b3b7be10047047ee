//! Other sizes, by a bilinear filter that grows when a picture shrinks. Its arithmetic is that of the resizer that other
//! clients use, in eighths of bytes: profile pictures come out the same wherever they are made.

use status_ports::{ImageError, Picture};

/// Most pixels that come out.
const MAX_PIXELS: u64 = 1 << 26;
/// Taps of the filter at full size.
const TAPS: usize = 2;
/// Channels of a pixel.
const CHANNELS: usize = 4;

pub(crate) fn resize(picture: &Picture, width: u32, height: u32) -> Result<Picture, ImageError> {
    if width == 0 || height == 0 {
        return Err(ImageError::OutOfBounds);
    }
    // The picture in between is as wide as the new one and as high as the old one.
    let highest = u64::from(height.max(picture.height));
    if u64::from(width) * highest > MAX_PIXELS {
        return Err(ImageError::TooLarge);
    }
    if (width, height) == (picture.width, picture.height) {
        return Ok(picture.clone());
    }
    let turned = squeeze(&premultiplied(&picture.rgba), picture.width as usize, width as usize);
    let rgba = squeeze(&turned, picture.height as usize, height as usize);
    Ok(Picture { width, height, rgba: straight(&rgba) })
}

/// Filters rows of `from` pixels to `to` pixels. The result is transposed.
fn squeeze(pixels: &[u8], from: usize, to: usize) -> Vec<u8> {
    let rows = pixels.len() / CHANNELS / from;
    let windows = windows(from, to);
    let mut out = vec![0; rows * to * CHANNELS];
    for (x, row) in pixels.chunks_exact(from * CHANNELS).enumerate() {
        for (y, window) in windows.iter().enumerate() {
            let mut sums = [0; CHANNELS];
            let mut total = 0;
            for (weight, at) in window.weights.iter().zip(window.begin..) {
                let at = at.clamp(0, from as isize - 1) as usize * CHANNELS;
                for (sum, value) in sums.iter_mut().zip(&row[at..at + CHANNELS]) {
                    *sum += weight * i32::from(*value);
                }
                total += weight;
            }
            let place = (y * rows + x) * CHANNELS;
            for (out, sum) in out[place..place + CHANNELS].iter_mut().zip(sums) {
                *out = u8::try_from(sum / total.max(1)).unwrap_or(u8::MAX);
            }
        }
    }
    out
}

/// Which pixels make a new one, and how much of each in 256ths.
struct Window {
    begin: isize,
    weights: Vec<i32>,
}

fn windows(from: usize, to: usize) -> Vec<Window> {
    let scale = from as f64 / to as f64;
    let taps = TAPS * scale.ceil().max(1.0) as usize;
    let narrowing = (1.0 / scale).min(1.0);
    let window = |place: usize| {
        let center = scale * (place as f64 + 0.5) - 0.5;
        let begin = center.trunc() as isize - (taps / 2) as isize + 1;
        let weight = |tap: usize| {
            let distance = ((center - begin as f64 - tap as f64) * narrowing).abs();
            ((1.0 - distance).max(0.0) * 256.0) as i32
        };
        Window { begin, weights: (0..taps).map(weight).collect() }
    };
    (0..to).map(window).collect()
}

/// Colours as much as they show: else clear pixels would tint their neighbours.
fn premultiplied(rgba: &[u8]) -> Vec<u8> {
    let pixels = rgba.as_chunks::<CHANNELS>().0.iter();
    pixels.flat_map(|[r, g, b, a]| [scaled(*r, *a), scaled(*g, *a), scaled(*b, *a), *a]).collect()
}

fn scaled(value: u8, alpha: u8) -> u8 {
    (u16::from(value) * u16::from(alpha)).div_ceil(255).min(255) as u8
}

fn straight(rgba: &[u8]) -> Vec<u8> {
    let full = |value: u8, alpha: u8| (u16::from(value) * 255).checked_div(alpha.into()).unwrap_or(0).min(255) as u8;
    let pixels = rgba.as_chunks::<CHANNELS>().0.iter();
    pixels.flat_map(|[r, g, b, a]| [full(*r, *a), full(*g, *a), full(*b, *a), *a]).collect()
}
