use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use status_ports::{DecodeLimits, ImageError, Images as _, Initials, Picture};

use super::PixelImages;

const LIMITS: DecodeLimits = DecodeLimits { bytes: 10 << 20, pixels: 50_000_000, memory: 256 << 20 };

#[test]
fn it_keeps_the_contract() {
    status_ports::contracts::images::run(&PixelImages);
}

/// The picture that a recording gives to clients, and its thumbnail there.
fn recorded() -> (Vec<u8>, Vec<u8>) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/recordings/profile.json");
    let recording: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let file = STANDARD.decode(recording["files"]["a.png"].as_str().unwrap()).unwrap();
    let step = |step: &&Value| step["rpc"] == "multiaccounts_getIdentityImage" && step["params"][1] == "thumbnail";
    let step = recording["steps"].as_array().unwrap().iter().find(step).unwrap();
    let uri = step["expect"]["result"]["uri"].as_str().unwrap();
    (file, STANDARD.decode(uri.rsplit(',').next().unwrap()).unwrap())
}

#[test]
fn pictures_come_out_as_those_of_others() {
    let (file, thumbnail) = recorded();
    let picture = PixelImages.decode(&file, LIMITS).unwrap();
    assert_eq!(PixelImages.encode_jpeg(&picture, 80).unwrap(), thumbnail);
    let large = PixelImages.resize(&picture, 240, 240).unwrap();
    assert_eq!(PixelImages.encode_jpeg(&large, 80).unwrap().len(), 3132);
}

#[test]
fn orientation_is_applied_and_metadata_is_gone() {
    let top_red =
        Picture { width: 16, height: 32, rgba: [[255, 0, 0, 255].repeat(256), [0, 0, 255, 255].repeat(256)].concat() };
    let plain = PixelImages.encode_jpeg(&top_red, 90).unwrap();
    // Orientation 6: to be shown turned by a quarter clockwise.
    let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let mut file = plain[..2].to_vec();
    file.extend([0xff, 0xe1]);
    file.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
    file.extend(exif);
    file.extend(&plain[2..]);
    let shown = PixelImages.decode(&file, LIMITS).unwrap();
    assert_eq!((shown.width, shown.height), (32, 16));
    let red_of = |x: usize| shown.rgba[(8 * 32 + x) * 4];
    assert!(red_of(28) > 200 && red_of(4) < 50);
    let again = PixelImages.encode_jpeg(&shown, 90).unwrap();
    assert!(!again.windows(4).any(|bytes| bytes == b"Exif"));
}

/// A PNG file that promises this size and holds nothing of it.
fn promise(width: u32, height: u32) -> Vec<u8> {
    let mut file = PixelImages.encode_png(&Picture { width: 1, height: 1, rgba: vec![0; 4] }).unwrap();
    file[16..20].copy_from_slice(&width.to_be_bytes());
    file[20..24].copy_from_slice(&height.to_be_bytes());
    let checksum = crc32(&file[12..29]);
    file[29..33].copy_from_slice(&checksum.to_be_bytes());
    file
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

#[test]
fn small_files_that_promise_much_are_refused() {
    for (width, height) in [(60_000, 60_000), (u32::MAX >> 1, 1), (50_000_001, 1)] {
        assert_eq!(
            PixelImages.decode(&promise(width, height), LIMITS),
            Err(ImageError::TooLarge),
            "{width} x {height}"
        );
    }
    // Within the limits, but nothing is there.
    assert!(matches!(PixelImages.decode(&promise(5000, 5000), LIMITS), Err(ImageError::Damaged(_))));
}

#[test]
fn of_a_gif_without_end_only_the_first_picture_is_read() {
    let mut file = b"GIF89a\x02\0\x02\0\x80\0\0\xff\0\0\0\0\xff".to_vec();
    let frame = b"\x2c\0\0\0\0\x02\0\x02\0\0\x02\x03\x44\x02\x05\0";
    for _ in 0..100_000 {
        file.extend(frame);
    }
    let picture = PixelImages.decode(&file, LIMITS).unwrap();
    assert_eq!((picture.width, picture.height), (2, 2));
}

#[test]
fn letters_stand_in_the_middle_of_a_disc() {
    let Ok(font) = std::fs::read("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf") else { return };
    let initials = Initials {
        text: "H",
        font: &font,
        font_size: 50.0,
        uppercase_ratio: 0.626,
        color: [255; 4],
        background: [0, 0, 255, 255],
        size: 100,
    };
    let disc = PixelImages.initials(&initials).unwrap();
    let pixel = |x: usize, y: usize| disc.rgba[(y * 100 + x) * 4..][..4].to_vec();
    assert_eq!(pixel(0, 0), [0; 4]);
    assert_eq!(pixel(50, 2), [0, 0, 255, 255]);
    // The left stem, as far above the middle as below it.
    let white: Vec<usize> = (0..100).filter(|y| (30..50).any(|x| pixel(x, *y) == [255; 4])).collect();
    let (top, bottom) = (white[0], white[white.len() - 1]);
    assert!((30..36).contains(&top) && (top + bottom).abs_diff(99) <= 2, "{white:?}");
    assert_eq!(PixelImages.initials(&Initials { font: b"no font", ..initials }), Err(ImageError::Font));
    assert_eq!(PixelImages.initials(&Initials { size: 100_000, ..initials }), Err(ImageError::TooLarge));
}
