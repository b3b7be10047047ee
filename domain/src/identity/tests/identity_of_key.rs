use proptest::prelude::*;
use status_memory::SeededEntropy;

use super::super::alias::from_seed;
use crate::crypto::{PrivateKey, PublicKey};
use crate::identity::*;

fn key(text: &str) -> PublicKey {
    parse_public_key(text).unwrap()
}

/// The chat key of the phrase in the derivation tests.
fn chat_key() -> PublicKey {
    key(
        "0x04f96f6f554d9c03ab5b84c66d6cc19e91b721d6dba35305240952afd2b6773564937d9dc9a9a3cec9aac2825ba078f07da3f51e6a3b58cd1c91ef1018fa8649d9",
    )
}

fn other_key() -> PublicKey {
    key(
        "0x04e25da6994ea2dc4ac70727e07eca153ae92bf7609db7befb7ebdceaad348f4fc55bbe90abf9501176301db5aa103fc0eb3bc3750272a26c424a10887db2a7ea8",
    )
}

#[test]
fn colour_hashes_are_those_of_the_reference() {
    assert_eq!(
        color_hash(&chat_key()),
        [(1, 22), (5, 7), (1, 16), (3, 23), (3, 10), (4, 5), (3, 6), (5, 18), (5, 11), (2, 12), (5, 19)]
    );
    assert_eq!(
        color_hash(&other_key()),
        [(3, 30), (2, 10), (5, 5), (3, 14), (5, 4), (4, 19), (3, 16), (4, 0), (5, 28), (4, 13), (4, 15)]
    );
    assert_eq!(color_id(&chat_key()), 4);
    assert_eq!(color_id(&other_key()), 2);
}

#[test]
fn a_colour_id_is_given_to_any_number() {
    assert_eq!(color_id_of_text("0x1234"), Ok(7));
    let error = color_id_of_text("").unwrap_err();
    assert_eq!(error.to_string(), "invalid pubkey: ");
}

#[test]
fn emoji_hashes_are_those_of_the_reference() {
    assert_eq!(emoji_hash(&chat_key()).join(" "), "🤹🏽 📉 🤽🏿 🦸🏿‍♀️ 👮 🧚🏽‍♂️ 🤵🏾‍♀️ 🤽🏻‍♀️ 🤱 🤵🏼 🧑🏼‍⚕️ 🦶🏻 🧏🏻‍♀️ 👩‍💼");
    assert_eq!(emoji_hash(&other_key()).join(" "), "👦🏽 🦹🏻 👶🏿 🛁 🌁 🙌🏻 🙇🏽‍♂️ 🙌🏾 🤥 🐛 👩🏽‍🔧 🔧 ⚙️ 🧒🏽");
}

#[test]
fn aliases_are_those_of_the_reference() {
    assert_eq!(from_seed(42), "Hard Tame Brownbutterfly");
    assert_eq!(alias(&chat_key()), "Cadetblue Fuzzy Flickertailsquirrel");
    let key = key(
        "0x04eedbaafd6adf4a9233a13e7b1c3c14461fffeba2e9054b8d456ce5f6ebeafadcbf3dce3716253fbc391277fa5a086b60b283daf61fb5b1f26895f456c2f31ae3",
    );
    assert_eq!(alias(&key), "Darkorange Blue Bubblefish");
}

#[test]
fn an_alias_is_two_adjectives_and_an_animal_with_or_without_capitals() {
    assert!(is_alias("Burlywood Fussy Beetle"));
    assert!(is_alias("burlywood  fussy\tbeetle "));
    assert!(!is_alias("Burlywood Beetle Fussy"));
    assert!(!is_alias("Burlywood Fussy"));
    assert!(!is_alias("Burlywood Fussy Beetle Beetle"));
    assert!(!is_alias("BURLYWOOD FUSSY BEETLE"));
    assert!(!is_alias("not one"));
    assert!(!is_alias(""));
}

#[test]
fn customization_colours_fall_back_to_blue() {
    assert_eq!(CustomizationColor::from_name("yinyang").id(), 16);
    assert_eq!(CustomizationColor::from_name("Yinyang"), CustomizationColor::Blue);
    assert_eq!(CustomizationColor::from_id(18), CustomizationColor::Blue);
    for id in 0..18 {
        let color = CustomizationColor::from_id(id);
        assert_eq!(color.id(), id);
        assert_eq!(CustomizationColor::from_name(color.name()), color);
    }
}

proptest! {
    #[test]
    fn every_key_has_a_whole_identity(seed: u64) {
        let key = PrivateKey::generate(&mut SeededEntropy::new(seed)).public_key();
        prop_assert!(emoji_hash(&key).iter().all(|emoji| !emoji.is_empty()));
        prop_assert!(is_alias(&alias(&key)));
        prop_assert!(color_id(&key) <= 10);
        prop_assert_eq!(color_id_of_text(&public_key_text(&key)), Ok(color_id(&key)));
        let ring = color_hash(&key);
        prop_assert!(ring.iter().all(|(length, color)| (1..=5).contains(length) && *color < COLOR_COUNT));
        prop_assert!(ring.windows(2).all(|pair| pair[0].1 != pair[1].1));
    }

    #[test]
    fn any_text_can_be_asked_for_an_alias_and_a_colour(text: String) {
        let _ = is_alias(&text);
        let _ = color_id_of_text(&text);
        let _ = CustomizationColor::from_name(&text);
    }
}
