use proptest::prelude::*;

use crate::identity::*;

#[test]
fn a_display_name_has_5_to_24_plain_characters() {
    assert_eq!(validate_display_name("  Alice_B-1 \n"), Ok("Alice_B-1"));
    assert_eq!(validate_display_name("Al\tice"), Ok("Al\tice"));
    assert_eq!(validate_display_name(""), Ok(""));
    assert_eq!(validate_display_name("   "), Ok(""));
    assert_eq!(validate_display_name(&"a".repeat(24)), Ok(&*"a".repeat(24)));
    for name in ["Alic", "Alice!", "Älice", "alice.eth", &"a".repeat(25)] {
        assert_eq!(validate_display_name(name), Err(DisplayNameError::Pattern), "{name}");
    }
}

#[test]
fn a_display_name_does_not_look_like_an_ens_name() {
    assert_eq!(validate_display_name("alice-eth"), Err(DisplayNameError::EthSuffix));
    assert_eq!(validate_display_name("alice_eth "), Err(DisplayNameError::EthSuffix));
    assert_eq!(validate_display_name("aliceeth"), Ok("aliceeth"));
}

#[test]
fn a_display_name_is_nobodys_alias() {
    assert_eq!(validate_display_name("Burlywood Fussy Beetle"), Err(DisplayNameError::Alias));
    assert_eq!(validate_display_name("burlywood fussy beetle"), Err(DisplayNameError::Alias));
    assert_eq!(validate_display_name("John Fussy Smith"), Ok("John Fussy Smith"));
}

#[test]
fn a_bio_has_at_most_240_characters_of_any_kind() {
    assert_eq!(validate_bio(""), Ok(()));
    assert_eq!(validate_bio(&"é".repeat(240)), Ok(()));
    assert_eq!(validate_bio(&"é".repeat(241)), Err(BioError));
}

proptest! {
    #[test]
    fn an_accepted_name_is_accepted_again_unchanged(name: String) {
        if let Ok(accepted) = validate_display_name(&name) {
            prop_assert_eq!(validate_display_name(accepted), Ok(accepted));
        }
    }
}
