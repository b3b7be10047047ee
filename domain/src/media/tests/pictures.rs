//! Sizes of pictures, with the adapter that makes them.

use proptest::prelude::*;
use status_images::PixelImages;
use status_ports::{DecodeLimits, Images as _, Picture, PixelArea};
use status_proto::status::ImageFormat;
use status_proto::status::audio_message::AudioType;

use crate::media::{
    BANNER, CHAT_PICTURE, Corners, FileFormat, LONGEST_SIDE, MAX_CHAT_PICTURE, MAX_RECORDING, MediaError,
    central_square, chat_picture, compress, cropped_picture, ipfs_identifier, picture_message, profile_pictures,
    recording_message, variant,
};

const LIMITS: DecodeLimits = DecodeLimits { bytes: 1 << 20, pixels: 1 << 24, memory: 1 << 28 };

/// What compresses worst.
fn noise(width: u32, height: u32) -> Picture {
    let mut state = 1_u32;
    let rgba = (0..width * height).flat_map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [r, g, b, _] = state.to_be_bytes();
        [r, g, b, 255]
    });
    Picture { width, height, rgba: rgba.collect() }
}

fn plain(width: u32, height: u32) -> Picture {
    Picture { width, height, rgba: vec![200; (width * height * 4) as usize] }
}

#[test]
fn a_picture_that_is_small_enough_keeps_the_best_quality_and_its_size() {
    let picture = plain(300, 200);
    let file = chat_picture(&PixelImages, &picture).unwrap();
    assert_eq!(file, PixelImages.encode_jpeg(&picture, 80).unwrap());
}

#[test]
fn the_best_quality_below_the_ideal_is_taken() {
    let picture = noise(220, 220);
    let sizes: Vec<usize> =
        (50..=80).step_by(2).map(|quality| PixelImages.encode_jpeg(&picture, quality).unwrap().len()).collect();
    let ideal = sizes[6] + 1;
    let (file, width, height) =
        compress(&PixelImages, &picture, crate::media::ByteLimits { ideal, max: 1 << 20 }).unwrap();
    assert_eq!(file.len(), sizes[6], "{sizes:?}");
    assert_eq!((width, height), (220, 220));
}

#[test]
fn what_does_not_fit_at_the_lowest_quality_becomes_smaller() {
    let picture = noise(1200, 1100);
    let (file, width, height) = compress(&PixelImages, &picture, CHAT_PICTURE).unwrap();
    assert!(file.len() < CHAT_PICTURE.max && width < 1200 && height < 1100);
    // No more than needed.
    let larger = PixelImages.resize(&picture, width * 100 / 95 + 1, height * 100 / 95 + 1).unwrap();
    assert!(PixelImages.encode_jpeg(&larger, 50).unwrap().len() >= CHAT_PICTURE.max);
}

#[test]
fn the_longer_side_has_at_most_two_thousand_pixels() {
    for (width, height, wanted) in [(4000, 1000, (2000, 500)), (10, 3000, (7, 2000)), (3000, 1, (2000, 1))] {
        let file = chat_picture(&PixelImages, &plain(width, height)).unwrap();
        let read = PixelImages.decode(&file, LIMITS).unwrap();
        assert_eq!((read.width, read.height), wanted);
        assert!(read.width.max(read.height) <= LONGEST_SIDE);
    }
}

#[test]
fn limits_that_nothing_meets_are_told() {
    let limits = crate::media::ByteLimits { ideal: 10, max: 10 };
    assert_eq!(compress(&PixelImages, &noise(20, 30), limits), Err(MediaError::PictureTooLarge));
}

#[test]
fn profile_pictures_have_two_sizes_by_the_shorter_side() {
    let made = profile_pictures(&PixelImages, &noise(100, 200)).unwrap();
    let sizes: Vec<_> = made.iter().map(|image| (image.name.as_str(), image.width, image.height)).collect();
    assert_eq!(sizes, [("thumbnail", 80, 160), ("large", 240, 480)].map(|(name, w, h)| (name, w, h)).to_vec());
}

#[test]
fn banners_are_never_enlarged() {
    let small = variant(&PixelImages, &plain(300, 100), &BANNER).unwrap();
    assert_eq!((small.width, small.height, small.resize_target), (300, 100, 800));
    let large = variant(&PixelImages, &plain(3200, 1600), &BANNER).unwrap();
    assert_eq!((large.width, large.height), (1600, 800));
}

#[test]
fn only_parts_of_a_picture_can_be_cut_out() {
    let picture = plain(20, 10);
    let corners = |ax, ay, bx, by| Corners { ax, ay, bx, by };
    assert_eq!(corners(1, 2, 20, 10).within(&picture), Ok(PixelArea { x: 1, y: 2, width: 19, height: 8 }));
    assert_eq!(
        corners(0, 0, 21, 10).within(&picture).unwrap_err().to_string(),
        "crop dimensions out of bounds of image, image width '20px' & height '10px'; crop bottom right coordinate at X '21px' Y '10px'"
    );
    for nothing in [corners(5, 0, 5, 10), corners(-1, 0, 5, 5), corners(6, 0, 5, 5), corners(i64::MIN, 0, 1, 1)] {
        assert_eq!(nothing.within(&picture), Err(MediaError::EmptyCrop), "{nothing:?}");
    }
    assert_eq!(central_square(&plain(9, 4)), PixelArea { x: 2, y: 0, width: 4, height: 4 });
    assert_eq!(cropped_picture(&PixelImages, &picture, corners(0, 0, 0, 0)), Err(MediaError::EmptyCrop));
}

#[test]
fn files_are_known_by_their_first_bytes() {
    let picture = plain(2, 2);
    let jpeg = PixelImages.encode_jpeg(&picture, 80).unwrap();
    let png = PixelImages.encode_png(&picture).unwrap();
    for (file, format) in [
        (jpeg.as_slice(), Some(FileFormat::Jpeg)),
        (&png, Some(FileFormat::Png)),
        (b"GIF89a", Some(FileFormat::Gif)),
        (b"RIFF\0\0\0\0WEBPVP8 ", Some(FileFormat::Webp)),
        (&[0, 0, 1, 0, 1, 0], Some(FileFormat::Ico)),
        (b"<?xml version='1.0'?><!-- <a> --><svg xmlns=''/>", Some(FileFormat::Svg)),
        (b"<svgx>", None),
        (b"<!-- without end", None),
        (b"<html><svg>", None),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"", None),
    ] {
        assert_eq!(FileFormat::of(file), format, "{file:?}");
    }
}

#[test]
fn messages_carry_what_they_say() {
    let png = PixelImages.encode_png(&plain(2, 2)).unwrap();
    assert_eq!(picture_message(png).unwrap().format(), ImageFormat::Png);
    assert!(picture_message(b"<svg>".to_vec()).is_err());
    let mut large = b"GIF89a".to_vec();
    large.resize(MAX_CHAT_PICTURE + 1, 0);
    assert_eq!(picture_message(large), Err(MediaError::PictureTooLarge));

    assert_eq!(recording_message(vec![0xff, 0xf1, 0], 7).unwrap().r#type(), AudioType::Aac);
    assert_eq!(recording_message(b"#!AMR\n123".to_vec(), 7).unwrap().r#type(), AudioType::Amr);
    assert_eq!(recording_message(b"RIFF".to_vec(), 7), Err(MediaError::UnknownRecording));
    assert_eq!(recording_message(vec![0xff; MAX_RECORDING + 1], 7), Err(MediaError::RecordingTooLarge));
}

proptest! {
    #[test]
    fn any_bytes_are_some_format_or_none(file in proptest::collection::vec(any::<u8>(), 0..200), text in "<?[!?a-z <>-]{0,60}(svg)?") {
        let _ = (FileFormat::of(&file), FileFormat::of(text.as_bytes()));
    }
}

#[test]
fn stickers_are_named_by_content_hashes() {
    let hash = "1220f4ab9d6c0bdfbd9ec1f2a0b5b1fb4e9b0c4bd4b3c2f5bfcb2a6fb0d05e7c4a11";
    let wanted = bs58::encode(hex::decode(hash).unwrap()).into_string();
    assert!(wanted.starts_with("Qm"));
    for prefix in ["e301", "e3010170", "e3010155"] {
        assert_eq!(ipfs_identifier(&format!("{prefix}{hash}")), Some(wanted.clone()), "{prefix}");
    }
    for nothing in [
        "",
        "e301",
        "zz",
        "e401",
        &format!("e301{}", hash.trim_start_matches("12")),
        &format!("e3010171{hash}"),
        "e301../x",
    ] {
        assert_eq!(ipfs_identifier(nothing), None, "{nothing}");
    }
}
