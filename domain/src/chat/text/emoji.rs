//! Texts of nothing but emoji, which clients show large.

use std::iter::Peekable;

/// Whether a text is nothing but emoji, and one at least. Blanks between them do not count.
#[must_use]
pub fn is_emoji_only(text: &str) -> bool {
    let mut characters = text.chars().filter(|character| !character.is_whitespace()).peekable();
    if characters.peek().is_none() {
        return false;
    }
    while characters.peek().is_some() {
        if !take_emoji(&mut characters) {
            return false;
        }
    }
    true
}

/// Takes an emoji with all that belongs to it. `false` if there is none.
fn take_emoji(characters: &mut Peekable<impl Iterator<Item = char>>) -> bool {
    let Some(first) = characters.next() else { return false };
    let is_styled = characters.next_if_eq(&'\u{fe0f}').is_some();
    let is_emoji = match first {
        '0'..='9' | '#' | '*' => characters.next_if_eq(&'\u{20e3}').is_some(),
        // Two letters make a flag.
        '\u{1f1e6}'..='\u{1f1ff}' => characters.next_if(|next| matches!(next, '\u{1f1e6}'..='\u{1f1ff}')).is_some(),
        _ => is_colored(first) || (is_styled && may_be_colored(first)),
    };
    if !is_emoji {
        return false;
    }
    // Colours of skin, and the letters of the flags of regions.
    while characters
        .next_if(|next| matches!(next, '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}'))
        .is_some()
    {}
    // Several that are joined are one.
    characters.next_if_eq(&'\u{200d}').is_none() || take_emoji(characters)
}

/// Characters that are emoji by themselves.
const fn is_colored(character: char) -> bool {
    matches!(character,
        '\u{1f300}'..='\u{1f64f}' | '\u{1f680}'..='\u{1f6ff}' | '\u{1f7e0}'..='\u{1f7f0}' | '\u{1f90c}'..='\u{1f9ff}'
        | '\u{1fa70}'..='\u{1faff}' | '\u{1f004}' | '\u{1f0cf}' | '\u{1f18e}' | '\u{1f191}'..='\u{1f19a}' | '\u{1f201}'
        | '\u{1f21a}' | '\u{1f22f}' | '\u{1f232}'..='\u{1f236}' | '\u{1f238}'..='\u{1f23a}' | '\u{1f250}' | '\u{1f251}'
        | '\u{231a}' | '\u{231b}' | '\u{23e9}'..='\u{23ec}' | '\u{23f0}' | '\u{23f3}' | '\u{25fd}' | '\u{25fe}'
        | '\u{2614}' | '\u{2615}' | '\u{2648}'..='\u{2653}' | '\u{267f}' | '\u{2693}' | '\u{26a1}' | '\u{26aa}'
        | '\u{26ab}' | '\u{26bd}' | '\u{26be}' | '\u{26c4}' | '\u{26c5}' | '\u{26ce}' | '\u{26d4}' | '\u{26ea}'
        | '\u{26f2}' | '\u{26f3}' | '\u{26f5}' | '\u{26fa}' | '\u{26fd}' | '\u{2705}' | '\u{270a}' | '\u{270b}'
        | '\u{2728}' | '\u{274c}' | '\u{274e}' | '\u{2753}'..='\u{2755}' | '\u{2757}' | '\u{2795}'..='\u{2797}'
        | '\u{27b0}' | '\u{27bf}' | '\u{2b1b}' | '\u{2b1c}' | '\u{2b50}' | '\u{2b55}')
}

/// Characters that are emoji if they are marked as such.
const fn may_be_colored(character: char) -> bool {
    matches!(character,
        '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2194}'..='\u{21aa}'
        | '\u{2328}' | '\u{23cf}'..='\u{23fa}' | '\u{24c2}' | '\u{25aa}'..='\u{25fc}' | '\u{2600}'..='\u{27bf}'
        | '\u{2934}' | '\u{2935}' | '\u{2b05}'..='\u{2b07}' | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}'
        | '\u{1f170}' | '\u{1f171}' | '\u{1f17e}' | '\u{1f17f}' | '\u{1f202}' | '\u{1f237}')
}

#[cfg(test)]
mod tests {
    use super::is_emoji_only;

    #[test]
    fn texts_of_emoji_are_told_from_others() {
        let emoji = [
            "\u{1f600}",
            "\u{1f600}\u{1f603}",
            " \u{1f680} \n\u{1f680}",
            // With a colour, joined, as flags, in a key, marked.
            "\u{1f44d}\u{1f3fd}",
            "\u{1f469}\u{200d}\u{1f680}",
            "\u{1f3f3}\u{fe0f}\u{200d}\u{1f308}",
            "\u{1f1e8}\u{1f1ed}",
            "\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}",
            "1\u{fe0f}\u{20e3}",
            "\u{2764}\u{fe0f}",
            "\u{2764}\u{fe0f}\u{200d}\u{1f525}",
        ];
        for text in emoji {
            assert!(is_emoji_only(text), "{text:?}");
        }
        let others =
            ["", " ", "a", "1", "#", "\u{1f600} ok", "\u{a9}", "\u{1f1e8}", "\u{200d}", "\u{1f600}\u{200d}", ":smile:"];
        for text in others {
            assert!(!is_emoji_only(text), "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_looked_at(text in "([0-9#*]|\u{200d}|\u{fe0f}|\u{1f1e8}|\u{1f600}|.){0,40}") {
            let _ = is_emoji_only(&text);
        }
    }
}
