//! Drawing into pictures. Edges are smoothed by how much of a pixel a shape covers.

use std::f64::consts::TAU;

use status_ports::{Dot, Picture, Rgba, Ring};

/// A wish for a disc larger than this is none.
const MAX_LENGTH: f64 = 1e6;

pub(crate) fn round(picture: &Picture) -> Picture {
    let side = picture.width;
    let radius = f64::from(side) / 2.0;
    let mut disc = Picture { width: side, height: side, rgba: vec![0; side as usize * side as usize * 4] };
    let rows = picture.rgba.chunks_exact(side as usize * 4).zip(disc.rgba.chunks_exact_mut(side as usize * 4));
    for (y, (from, to)) in rows.enumerate() {
        for (x, (from, to)) in from.as_chunks::<4>().0.iter().zip(to.as_chunks_mut::<4>().0).enumerate() {
            let [r, g, b, a] = *from;
            let covered = coverage(radius - distance(x, y, radius, radius));
            *to = if covered > 0.0 { [r, g, b, share(a, covered)] } else { [0; 4] };
        }
    }
    disc
}

pub(crate) fn draw_ring(picture: &mut Picture, ring: &Ring) {
    let units: f64 = ring.arcs.iter().map(|(length, _)| f64::from(*length)).sum();
    if units <= 0.0 || !(ring.width > 0.0 && ring.width < MAX_LENGTH) {
        return;
    }
    let (middle_x, middle_y) = (f64::from(picture.width) / 2.0, f64::from(picture.height) / 2.0);
    let outer = f64::from(picture.height) / 2.0;
    let inner = outer - ring.width;
    for_each_pixel(picture, |x, y, pixel| {
        let distance = distance(x, y, middle_x, middle_y);
        let covered = coverage(outer - distance).min(coverage(distance - inner));
        if covered > 0.0 {
            let angle = (y as f64 + 0.5 - middle_y).atan2(x as f64 + 0.5 - middle_x).rem_euclid(TAU);
            let mut left = angle / TAU * units;
            let arc = ring.arcs.iter().find(|(length, _)| {
                left -= f64::from(*length);
                left < 0.0
            });
            if let Some((_, color)) = arc.or(ring.arcs.last()) {
                blend(pixel, *color, covered);
            }
        }
    });
}

pub(crate) fn draw_dot(picture: &mut Picture, dot: &Dot) {
    let (radius, hole) = (dot.diameter / 2.0, dot.diameter / 2.0 + dot.border);
    let numbers = [radius, hole, dot.center_to_edge];
    let are_numbers = numbers.iter().all(|number| number.abs() < MAX_LENGTH);
    if !are_numbers || hole <= 0.0 {
        return;
    }
    let middle_x = f64::from(picture.width) - dot.center_to_edge;
    let middle_y = f64::from(picture.height) - dot.center_to_edge;
    for_each_pixel(picture, |x, y, pixel| {
        let distance = distance(x, y, middle_x, middle_y);
        let emptied = coverage(hole - distance);
        if emptied > 0.0 {
            pixel[3] = share(pixel[3], 1.0 - emptied);
            if pixel[3] == 0 {
                *pixel = [0; 4];
            }
            blend(pixel, dot.color, coverage(radius - distance));
        }
    });
}

pub(crate) fn draw_centered(picture: &mut Picture, inner: &Picture) {
    let offset = |outer: u32, inner: u32| (i64::from(outer) - i64::from(inner)) / 2;
    let (left, top) = (offset(picture.width, inner.width), offset(picture.height, inner.height));
    let pixels = inner.rgba.as_chunks::<4>().0;
    let at = |place: usize, begin: i64, length: u32| {
        let place = i64::try_from(place).unwrap_or(i64::MAX) - begin;
        (0..i64::from(length)).contains(&place).then_some(place as usize)
    };
    for_each_pixel(picture, |x, y, pixel| {
        if let (Some(x), Some(y)) = (at(x, left, inner.width), at(y, top, inner.height)) {
            blend(pixel, pixels[y * inner.width as usize + x], 1.0);
        }
    });
}

/// Lays a colour over a pixel, as far as a shape covers the pixel.
pub(crate) fn blend(pixel: &mut Rgba, color: Rgba, covered: f64) {
    let over = f64::from(color[3]) / 255.0 * covered.clamp(0.0, 1.0);
    let under = f64::from(pixel[3]) / 255.0 * (1.0 - over);
    let alpha = over + under;
    if over <= 0.0 {
        return;
    }
    for (value, new) in pixel.iter_mut().zip(color).take(3) {
        *value = ((f64::from(new) * over + f64::from(*value) * under) / alpha).round() as u8;
    }
    pixel[3] = (alpha * 255.0).round() as u8;
}

fn for_each_pixel(picture: &mut Picture, mut work: impl FnMut(usize, usize, &mut Rgba)) {
    let width = picture.width as usize;
    for (at, pixel) in picture.rgba.as_chunks_mut::<4>().0.iter_mut().enumerate() {
        work(at % width, at / width, pixel);
    }
}

/// From the middle of a pixel.
fn distance(x: usize, y: usize, middle_x: f64, middle_y: f64) -> f64 {
    (x as f64 + 0.5 - middle_x).hypot(y as f64 + 0.5 - middle_y)
}

/// How much of a pixel is covered whose middle is so far within a shape.
fn coverage(within: f64) -> f64 {
    (within + 0.5).clamp(0.0, 1.0)
}

fn share(alpha: u8, part: f64) -> u8 {
    (f64::from(alpha) * part).round() as u8
}
