use proptest::prelude::*;
use status_memory::SeededEntropy;

use crate::identity::ExtendedPrivateKey;
use crate::identity::mnemonic::*;

const ABOUT: &str = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

#[test]
fn a_phrase_of_any_language_gives_its_seed_and_master_key() {
    let twelve = |first: &str, last: &str| format!("{}{last}", format!("{first} ").repeat(11));
    // Zero entropy, passphrase TREZOR; the words of the French vector carry a byte-order mark.
    let rows = [
        (
            ABOUT.to_owned(),
            "c55257c360c07c72029aebc1b53c05ed",
            "xprv9s21ZrQH143K3h3fDYiay8mocZ3afhfULfb5GX8kCBdno77K4HiA15Tg23wpbeF1pLfs1c5SPmYHrEpTuuRhxMwvKDwqdKiGJS9XFKzUsAF",
        ),
        (
            twelve("的", "在"),
            "7f7c7f91ef81f0fb6a3b95b346c50e64",
            "xprv9s21ZrQH143K2LTAgxJMxVMKie6n9HQHMUohP6x2cx1TVBr6dxnL3mnSLRiXjiCM7g2ZF3BHzpdbFuhdeh7ZRrzv2EEjg5Tv7kgKZrqbVLc",
        ),
        (
            twelve("\u{feff}abaisser", "abeille"),
            "06770fb231ab54f483953e034db26719",
            "xprv9s21ZrQH143K3UKG1D5WeMUjcp9ZYJsVpdeNajJFQcUL5H1hC7t3FhGfzm67XhDLsRUsZ1dAYy48npMysRu1zefMMJodBL3ba2xELTFuZ93",
        ),
        (
            twelve("ábaco", "abierto"),
            "e7d9c59686",
            "xprv9s21ZrQH143K49iYfUTNyLe6mVRHvYSg58nfiLkcSREsu5QefrsvQ9KWsMtX7SXsXwvs6J1esWdna2weySpUFZNN6qiXuHcobEMWGLfyaHG",
        ),
        (
            twelve("abaco", "abete"),
            "d2ae4bbd4efc4aba345b66dc2bfa4ea2",
            "xprv9s21ZrQH143K3ZxfinfrsmnuKNwdvRtypJ1TEs8JuE6MEmAMDwsSZApCyBFopme4iR7RnRt9XKFprfLKs9vooFuFK6h2a2hzHuXTmE9md1a",
        ),
    ];
    for (phrase, seed_part, master) in rows {
        assert!(hex::encode(&seed(&phrase, "TREZOR")[..16]).ends_with(seed_part), "{phrase}");
        assert_eq!(*ExtendedPrivateKey::from_mnemonic(&phrase, "TREZOR").unwrap().to_text(), master);
    }
}

#[test]
fn extra_spaces_and_capitals_make_another_seed() {
    let plain = seed(ABOUT, "");
    assert_ne!(seed(&ABOUT.replacen(' ', "  ", 1), ""), plain);
    assert_ne!(seed(&ABOUT.to_uppercase(), ""), plain);
}

#[test]
fn validation_says_what_is_wrong() {
    let text = |phrase: &str| validate(phrase).map_err(|error| error.to_string());
    assert_eq!(text(ABOUT), Ok(()));
    assert_eq!(text(&ABOUT.replace(' ', " \t\n")), Ok(()));
    assert_eq!(text(""), Err("mnemonic contains an invalid number of words".to_owned()));
    assert_eq!(text(&"abandon ".repeat(13)), Err("mnemonic contains an invalid number of words".to_owned()));
    assert_eq!(text(&"abandon ".repeat(27)), Err("mnemonic contains an invalid number of words".to_owned()));
    assert_eq!(text(&"abandon ".repeat(12)), Err("checksum for mnemonic seed is invalid".to_owned()));
    let unknown = ABOUT.replace("about", "About");
    assert_eq!(text(&unknown), Err("word About not found in the dictionary".to_owned()));
}

#[test]
fn phrases_have_12_15_18_21_or_24_words() {
    for words in 0..40 {
        let phrase = generate(words, &mut SeededEntropy::new(7));
        if matches!(words, 12 | 15 | 18 | 21 | 24) {
            let phrase = phrase.unwrap();
            assert_eq!(phrase.split(' ').count(), words);
            assert_eq!(validate(&phrase), Ok(()));
        } else {
            assert_eq!(phrase, Err(MnemonicError::InvalidLength));
        }
    }
}

#[test]
fn the_longest_phrase_fits_without_growing() {
    let phrase = generate(24, &mut SeededEntropy::new(7)).unwrap();
    assert!(phrase.capacity() <= 24 * 9);
}

proptest! {
    #[test]
    fn entropy_of_any_length_gives_a_valid_phrase_or_an_error(entropy in proptest::collection::vec(any::<u8>(), 0..40)) {
        match from_entropy(&entropy) {
            Ok(phrase) => prop_assert_eq!(validate(&phrase), Ok(())),
            Err(error) => prop_assert_eq!(error, MnemonicError::InvalidEntropyStrength),
        }
    }

    #[test]
    fn any_text_can_be_validated_and_has_a_seed(text: String) {
        let _ = validate(&text);
        let _ = seed(&text, &text);
    }
}
