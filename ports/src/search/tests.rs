use super::{SearchTerm, folded};

fn finds(term: &str, text: &str) -> bool {
    SearchTerm::new(term, false).unwrap().is_in(text)
}

#[test]
fn case_accents_and_forms_do_not_matter() {
    for (term, text) in [
        ("uber", "Das \u{dc}bermaß"),
        ("ÜBER", "u\u{308}ber"),
        ("cafe", "CAFÉ"),
        ("привет", "ПРИВЕТ"),
        ("οδος", "ΟΔΟΣ"),
        ("fish", "\u{fb01}sh"),
        ("한글", "한글 쓰기"),
        ("istanbul", "İstanbul"),
    ] {
        assert!(finds(term, text), "{term} in {text}");
    }
    assert!(!finds("か", "が"), "a sound mark makes another letter");
    assert!(!finds("का", "कि"), "a vowel makes another syllable");
}

#[test]
fn a_term_is_found_within_words_and_stands_for_itself() {
    assert!(finds("dited te", "edited text"));
    for term in ["%", "_", "*", "\"", "a%c"] {
        assert!(!finds(term, "abc"), "{term}");
        assert!(finds(term, &format!("x{term}y")), "{term}");
    }
}

#[test]
fn case_counts_where_it_is_asked_for() {
    let term = SearchTerm::new("Ub", true).unwrap();
    assert!(term.is_in("Übung") && !term.is_in("übung"));
}

#[test]
fn there_is_nothing_to_look_for_in_nothing() {
    assert_eq!(SearchTerm::new("", false), None);
    // An accent alone is no character.
    assert_eq!(SearchTerm::new("\u{301}", true), None);
}

#[test]
fn folding_twice_changes_nothing_more() {
    for text in ["Ünïcödé", "ΣΊΣΥΦΟΣ", "\u{fb01}\u{1e9e}", "\u{130}\u{1c5}"] {
        assert_eq!(folded(&folded(text)), folded(text), "{text}");
    }
}
