use std::io::Cursor;

use proptest::prelude::*;
use status_domain::identity::{ICON_SIZE, ProfileKeys, identicon, public_key_text};

use super::*;

/// What the reference draws for the chat key of the phrase below.
const REFERENCE: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAADIAAAAyCAYAAAAeP4ixAAAAmElEQVR4nOzXMQqDYAxA4bb0Lp16O4/h7Zw8jS5O4i/JEHmE980/pY9AiJ9XE4bQGEJjCI0hNG1CvtGHyzpvtX/l2v83vSPv2kzEEBpDaEIb4c5om422TfZ9VJuJGEJjCE14U3hrPcQQGkNoym6tLG+tgyE0htCU3VrZL8Ts75y1mYghNIaoSJuJGEJjCI0hNIbQ7AEAAP//qNUcYQuLWjIAAAAASUVORK5CYII=";

fn decode(bytes: &[u8]) -> (u32, Vec<u8>) {
    let mut reader = png::Decoder::new(Cursor::new(bytes)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    (reader.info().width, pixels)
}

#[test]
fn an_identicon_is_written_byte_for_byte_as_the_reference_writes_it() {
    let keys = ProfileKeys::from_mnemonic("test test test test test test test test test test test junk").unwrap();
    assert_eq!(data_uri(&identicon(&public_key_text(&keys.chat.public_key())), ICON_SIZE), REFERENCE);
}

#[test]
fn pictures_without_pixels_or_with_one_are_written() {
    assert!(!encode(&[], 0).is_empty());
    assert_eq!(decode(&encode(&[1, 2, 3, 4], 1)), (1, vec![1, 2, 3, 4]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_was_written_can_be_read(text: String) {
        let pixels = identicon(&text);
        prop_assert_eq!(decode(&encode(&pixels, ICON_SIZE)), (ICON_SIZE, pixels));
    }

    #[test]
    fn any_pixels_survive(
        (width, pixels) in (1_u32..12, 1_usize..12).prop_flat_map(|(width, height)| {
            let pixels = prop::collection::vec(prop_oneof![Just(0_u8), Just(255), any::<u8>()], width as usize * height * 4);
            (Just(width), pixels)
        }),
    ) {
        prop_assert_eq!(decode(&encode(&pixels, width)), (width, pixels));
    }
}
