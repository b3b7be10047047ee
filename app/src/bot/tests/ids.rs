//! Ids as texts.

use proptest::prelude::*;
use status_domain::crypto::PrivateKey;
use status_memory::SeededEntropy;

use super::*;

proptest! {
    #[test]
    fn a_person_is_the_same_by_either_text(seed in any::<u64>()) {
        let person = PersonId::from(PrivateKey::generate(&mut SeededEntropy::new(seed)).public_key());
        prop_assert_eq!(person.to_string().parse::<PersonId>(), Ok(person));
        prop_assert_eq!(person.chat().as_str().parse::<PersonId>(), Ok(person));
        prop_assert_eq!(person.chat().person(), Some(person));
    }

    #[test]
    fn other_texts_are_nobody_and_no_message(text in ".{0,80}") {
        prop_assume!(!text.starts_with("0x04") && !text.starts_with("zQ3"));
        prop_assert!(text.parse::<PersonId>().is_err());
        prop_assert!(text.parse::<MessageId>().is_err() || text.len() == 66);
    }
}

#[test]
fn a_chat_has_a_name_of_some_length() {
    assert!("".parse::<ChatId>().is_err());
    assert!("x".repeat(257).parse::<ChatId>().is_err());
    assert_eq!("x".parse::<ChatId>().unwrap().person(), None);
}
