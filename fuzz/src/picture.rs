//! Pictures that somebody sent.

use status_domain::media::{CHAT_PICTURE, FileFormat, compress};
use status_images::PixelImages;
use status_ports::{DecodeLimits, Images as _};

/// Small, so that the fuzzer sees what goes beyond.
const LIMITS: DecodeLimits = DecodeLimits { bytes: 1 << 16, pixels: 1 << 16, memory: 1 << 20 };

/// Whatever is read keeps to the limits, has all its pixels, can be drawn, and comes back from a file of ours.
pub(crate) fn picture(input: &[u8]) {
    let _ = FileFormat::of(input);
    let Ok(mut picture) = PixelImages.decode(input, LIMITS) else { return };
    let pixels = u64::from(picture.width) * u64::from(picture.height);
    assert!(input.len() <= LIMITS.bytes && pixels <= LIMITS.pixels && pixels > 0);
    assert_eq!(picture.rgba.len() as u64, pixels * 4);
    let png = PixelImages.encode_png(&picture);
    assert_eq!(
        png.and_then(|file| PixelImages.decode(&file, DecodeLimits { bytes: 1 << 20, ..LIMITS })),
        Ok(picture.clone())
    );
    let disc = PixelImages.round(&picture);
    assert_eq!((disc.width, disc.height), (picture.width, picture.width));
    PixelImages.draw_centered(&mut picture, &disc);
    if let Ok((file, width, height)) = compress(&PixelImages, &picture, CHAT_PICTURE) {
        assert!(file.len() < CHAT_PICTURE.max);
        let again = PixelImages.decode(&file, DecodeLimits { bytes: 1 << 20, ..LIMITS });
        assert_eq!(again.map(|picture| (picture.width, picture.height)), Ok((width, height)));
    }
}
