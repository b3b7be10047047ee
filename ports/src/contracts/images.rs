//! The contract of [`Images`].

use crate::{DecodeLimits, Dot, ImageError, Images, Picture, PixelArea, QrLevel, Ring};

const LIMITS: DecodeLimits = DecodeLimits { bytes: 1 << 20, pixels: 1 << 20, memory: 64 << 20 };
const RED: [u8; 4] = [255, 0, 0, 255];
const BLUE: [u8; 4] = [0, 0, 255, 255];
const CLEAR: [u8; 4] = [0; 4];

/// Runs the whole suite.
pub fn run(images: &dyn Images) {
    a_png_comes_back_pixel_by_pixel(images);
    a_jpeg_comes_back_nearly_and_smaller_with_less_quality(images);
    files_beyond_the_limits_are_refused(images);
    what_is_no_picture_is_refused(images);
    a_part_is_that_part(images);
    an_area_outside_is_refused(images);
    another_size_shows_the_same(images);
    a_round_picture_has_clear_corners(images);
    a_ring_follows_the_edge(images);
    a_dot_stands_in_a_hole(images);
    a_picture_is_drawn_in_the_middle(images);
    a_qr_code_has_its_corners(images);
}

fn plain(width: u32, height: u32, color: [u8; 4]) -> Picture {
    Picture { width, height, rgba: color.repeat((width * height) as usize) }
}

fn pixel(picture: &Picture, x: u32, y: u32) -> [u8; 4] {
    let at = ((y * picture.width + x) * 4) as usize;
    picture.rgba[at..at + 4].try_into().unwrap()
}

/// Left red, right blue.
fn halves(width: u32, height: u32) -> Picture {
    let row = (0..width).flat_map(|x| if x < width / 2 { RED } else { BLUE });
    let row: Vec<u8> = row.collect();
    Picture { width, height, rgba: row.repeat(height as usize) }
}

fn a_png_comes_back_pixel_by_pixel(images: &dyn Images) {
    let mut picture = halves(7, 3);
    picture.rgba[3] = 128;
    assert_eq!(images.decode(&images.encode_png(&picture).unwrap(), LIMITS).unwrap(), picture);
}

fn a_jpeg_comes_back_nearly_and_smaller_with_less_quality(images: &dyn Images) {
    let picture = halves(64, 48);
    let (good, poor) = (images.encode_jpeg(&picture, 80).unwrap(), images.encode_jpeg(&picture, 50).unwrap());
    assert!(poor.len() <= good.len());
    let read = images.decode(&good, LIMITS).unwrap();
    assert_eq!((read.width, read.height), (64, 48));
    for (x, wanted) in [(4, RED), (60, BLUE)] {
        let close = pixel(&read, x, 20).iter().zip(wanted).all(|(a, b)| a.abs_diff(b) < 16);
        assert!(close, "{:?}", pixel(&read, x, 20));
    }
    let nothing = Picture { width: 0, height: 0, rgba: vec![] };
    assert!(matches!(images.encode_jpeg(&nothing, 80), Err(ImageError::Encode(_))));
}

fn files_beyond_the_limits_are_refused(images: &dyn Images) {
    let file = images.encode_png(&plain(200, 100, RED)).unwrap();
    assert!(images.decode(&file, LIMITS).is_ok());
    for limits in [
        DecodeLimits { bytes: file.len() - 1, ..LIMITS },
        DecodeLimits { pixels: 19_999, ..LIMITS },
        DecodeLimits { memory: 1000, ..LIMITS },
    ] {
        assert_eq!(images.decode(&file, limits), Err(ImageError::TooLarge), "{limits:?}");
    }
}

fn what_is_no_picture_is_refused(images: &dyn Images) {
    for file in [&b""[..], b"GIF", b"plain text", &[0; 100]] {
        assert!(images.decode(file, LIMITS).is_err());
    }
    let file = images.encode_png(&halves(40, 40)).unwrap();
    assert!(matches!(images.decode(&file[..file.len() / 2], LIMITS), Err(ImageError::Damaged(_))));
}

fn a_part_is_that_part(images: &dyn Images) {
    let part = images.crop(&halves(8, 4), PixelArea { x: 3, y: 1, width: 2, height: 2 }).unwrap();
    assert_eq!(part, halves(2, 2));
}

fn an_area_outside_is_refused(images: &dyn Images) {
    let picture = halves(8, 4);
    for (x, y, width, height) in [(0, 0, 9, 1), (0, 0, 1, 5), (8, 0, 1, 1), (0, 0, 0, 1), (u32::MAX, 0, 2, 1)] {
        let area = PixelArea { x, y, width, height };
        assert_eq!(images.crop(&picture, area), Err(ImageError::OutOfBounds), "{area:?}");
    }
}

fn another_size_shows_the_same(images: &dyn Images) {
    for (width, height) in [(40, 10), (3, 3), (100, 1)] {
        let resized = images.resize(&plain(20, 20, [10, 20, 30, 255]), width, height).unwrap();
        assert_eq!(resized, plain(width, height, [10, 20, 30, 255]));
    }
    let resized = images.resize(&halves(20, 20), 200, 200).unwrap();
    assert_eq!((pixel(&resized, 10, 10), pixel(&resized, 190, 190)), (RED, BLUE));
    assert_eq!(images.resize(&halves(2, 2), 0, 5), Err(ImageError::OutOfBounds));
    assert_eq!(images.resize(&halves(2, 2), u32::MAX, u32::MAX), Err(ImageError::TooLarge));
}

fn a_round_picture_has_clear_corners(images: &dyn Images) {
    let disc = images.round(&plain(40, 50, RED));
    assert_eq!((disc.width, disc.height), (40, 40));
    assert_eq!([pixel(&disc, 0, 0), pixel(&disc, 39, 39)], [CLEAR; 2]);
    assert_eq!([pixel(&disc, 20, 20), pixel(&disc, 20, 1), pixel(&disc, 1, 20)], [RED; 3]);
}

fn a_ring_follows_the_edge(images: &dyn Images) {
    let mut picture = plain(100, 100, CLEAR);
    let ring = Ring { width: 10.0, arcs: vec![(1, RED), (1, BLUE)] };
    images.draw_ring(&mut picture, &ring);
    // Clockwise from the right: the first half is below, the second above.
    assert_eq!(pixel(&picture, 50, 95), RED);
    assert_eq!(pixel(&picture, 50, 4), BLUE);
    assert_eq!([pixel(&picture, 50, 50), pixel(&picture, 0, 0)], [CLEAR; 2]);
    let untouched = picture.clone();
    images.draw_ring(&mut picture, &Ring { width: 10.0, arcs: vec![] });
    images.draw_ring(&mut picture, &Ring { width: f64::NAN, arcs: vec![(1, BLUE)] });
    assert_eq!(picture, untouched);
}

fn a_dot_stands_in_a_hole(images: &dyn Images) {
    let mut picture = plain(100, 100, RED);
    images.draw_dot(&mut picture, &Dot { diameter: 20.0, border: 5.0, center_to_edge: 30.0, color: BLUE });
    assert_eq!(pixel(&picture, 70, 70), BLUE);
    assert_eq!(pixel(&picture, 70, 83), CLEAR);
    assert_eq!(pixel(&picture, 70, 50), RED);
    // Far outside and as large as numbers get: nothing happens, and at once.
    let untouched = picture.clone();
    let far = Dot { diameter: 1.0, border: 0.0, center_to_edge: -1e300, color: BLUE };
    images.draw_dot(&mut picture, &far);
    assert_eq!(picture, untouched);
}

fn a_picture_is_drawn_in_the_middle(images: &dyn Images) {
    let mut picture = plain(9, 9, RED);
    images.draw_centered(&mut picture, &plain(3, 3, BLUE));
    assert_eq!([pixel(&picture, 2, 4), pixel(&picture, 6, 4)], [RED; 2]);
    assert_eq!([pixel(&picture, 3, 3), pixel(&picture, 5, 5)], [BLUE; 2]);
    images.draw_centered(&mut picture, &plain(90, 90, BLUE));
    assert_eq!(picture, plain(9, 9, BLUE));
    images.draw_centered(&mut picture, &plain(3, 3, [255, 0, 0, 0]));
    assert_eq!(picture, plain(9, 9, BLUE));
}

fn a_qr_code_has_its_corners(images: &dyn Images) {
    let code = images.qr_code(b"https://status.app", QrLevel::Medium).unwrap();
    assert_eq!(code.width, code.height);
    // Version 2 has 25 modules; the quiet zone is 4 at each side.
    assert_eq!(code.width, 20 * (25 + 8));
    let module = |x: u32, y: u32| pixel(&code, (x + 4) * 20 + 10, (y + 4) * 20 + 10)[0];
    for corner in [(0, 0), (18, 0), (0, 18)] {
        assert_eq!(module(corner.0, corner.1), 0);
        assert_eq!(module(corner.0 + 1, corner.1 + 1), 255);
        assert_eq!(module(corner.0 + 3, corner.1 + 3), 0);
    }
    assert_eq!(pixel(&code, 0, 0), [255; 4]);
    assert_eq!(images.qr_code(&[b'x'; 4000], QrLevel::Low), Err(ImageError::QrTooLong));
}
