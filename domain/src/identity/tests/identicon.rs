use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;

use crate::identity::*;

/// What the reference draws for the chat key of the phrase below.
const REFERENCE: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAADIAAAAyCAYAAAAeP4ixAAAAmElEQVR4nOzXMQqDYAxA4bb0Lp16O4/h7Zw8jS5O4i/JEHmE980/pY9AiJ9XE4bQGEJjCI0hNG1CvtGHyzpvtX/l2v83vSPv2kzEEBpDaEIb4c5om422TfZ9VJuJGEJjCE14U3hrPcQQGkNoym6tLG+tgyE0htCU3VrZL8Ts75y1mYghNIaoSJuJGEJjCI0hNIbQ7AEAAP//qNUcYQuLWjIAAAAASUVORK5CYII=";

fn pixels(data_uri: &str) -> Vec<u8> {
    let png = STANDARD.decode(data_uri.strip_prefix("data:image/png;base64,").unwrap()).unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
    assert_eq!((reader.info().width, reader.info().height), (50, 50));
    assert_eq!(reader.info().color_type, png::ColorType::Rgba);
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    pixels
}

#[test]
fn an_identicon_shows_what_that_of_the_reference_shows() {
    let keys = ProfileKeys::from_mnemonic("test test test test test test test test test test test junk").unwrap();
    assert_eq!(identicon(&public_key_text(&keys.chat.public_key())), pixels(REFERENCE));
}

proptest! {
    #[test]
    fn any_text_has_a_symmetric_identicon(text: String) {
        for row in identicon(&text).chunks(200) {
            let row: Vec<&[u8]> = row.chunks(4).collect();
            prop_assert!(row[10..40].iter().eq(row[10..40].iter().rev()));
        }
    }
}
