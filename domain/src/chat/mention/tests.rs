//! Mentions by name, with the examples of the specification.

use proptest::prelude::*;

use super::places::open_at_signs;
use super::{MAX_TEXT_BYTES, MentionError, Segment, Typing, User, replace};
use crate::crypto::PrivateKey;
use crate::identity::public_key_text;

fn user(number: u8, nickname: &str, ens_name: &str, display_name: &str) -> User {
    let key = PrivateKey::from_bytes(&[number; 32]).unwrap().public_key();
    User {
        key: key.to_compressed(),
        id: format!("0xpk{number}"),
        nickname: nickname.to_owned(),
        ens_name: ens_name.to_owned(),
        display_name: display_name.to_owned(),
        alias: String::new(),
        is_added: false,
    }
}

fn crowd() -> Vec<User> {
    vec![
        user(1, "User Number One", "", ""),
        user(2, "user2", "User Number Two", ""),
        user(3, "user3", "User Number Three", ""),
        user(4, "primary-name-user-4", "ens-user-4.eth", "display-name-user-4"),
        user(5, "User Number", "", ""),
        user(6, "\u{7279}\u{522b}\u{5b57}\u{7b26}", "", "\u{7279}\u{522b} \u{5b57}\u{7b26}"),
    ]
}

fn four() -> Vec<User> {
    vec![
        user(1, "User Number One", "", ""),
        user(2, "u2", "User Number Two", ""),
        user(3, "u3", "User Number Three", ""),
        user(4, "\u{81ea}\u{7531}\u{4eba}", "User Number Four", ""),
    ]
}

#[test]
fn names_become_keys() {
    for (text, expected) in [
        ("", ""),
        ("@", "@"),
        ("@r", "@r"),
        ("foo bar @buzz kek @foo", "foo bar @buzz kek @foo"),
        ("@User Number One", "@0xpk1"),
        ("@User Number One,", "@0xpk1,"),
        ("@user number one!", "@0xpk1!"),
        ("@User NumberOnefoo", "@User NumberOnefoo"),
        ("@User Number One foo", "@0xpk1 foo"),
        ("text @User Number One foo", "text @0xpk1 foo"),
        ("text@User Number One", "text@0xpk1"),
        ("@User Number One @User Number two", "@0xpk1 @0xpk2"),
        ("@User Number One,@User Number two", "@0xpk1,@0xpk2"),
        ("foo@User Number One bar @User Number two baz", "foo@0xpk1 bar @0xpk2 baz"),
        ("@user2", "@0xpk2"),
        ("@ @user2", "@ @0xpk2"),
        ("@display-name-user-4 ", "@0xpk4 "),
        ("@User Number One @User Number", "@0xpk1 @0xpk5"),
        ("@User Number @User Number One ", "@0xpk5 @0xpk1 "),
        ("@\u{7279}\u{522b}\u{5b57}\u{7b26}", "@0xpk6"),
        (" @\u{7279}\u{522b} \u{5b57}\u{7b26} ", " @0xpk6 "),
    ] {
        assert_eq!(replace(text, &crowd()), expected, "{text}");
    }
    let many = "@User Number One @User Number two ".repeat(1000);
    assert_eq!(replace(&many, &crowd()), "@0xpk1 @0xpk2 ".repeat(1000));
}

#[test]
fn styled_text_code_and_quotes_mention_nobody() {
    for (text, expected) in [
        ("*@user2*", "*@user2*"),
        ("*@user2 *", "*@0xpk2 *"),
        ("a*@user2*", "a*@user2*"),
        ("*@user2 foo*foo", "*@0xpk2 foo*foo"),
        ("a *@user2*", "a *@user2*"),
        ("*@user2 foo*", "*@user2 foo*"),
        ("@user2 *@user2 foo* @user2", "@0xpk2 *@user2 foo* @0xpk2"),
        ("*@user2 foo**@user2 foo*", "*@user2 foo**@user2 foo*"),
        ("*@user2 foo***@user2 foo* @user2", "*@user2 foo***@user2 foo* @0xpk2"),
        ("**@user2**", "**@user2**"),
        ("**@user2 **", "**@0xpk2 **"),
        ("a**@user2**", "a**@user2**"),
        ("**@user2 foo**foo", "**@user2 foo**foo"),
        ("a **@user2**", "a **@user2**"),
        ("@user2 **@user2 foo** @user2", "@0xpk2 **@user2 foo** @0xpk2"),
        ("**@user2 foo****@user2 foo**", "**@user2 foo****@user2 foo**"),
        ("**@user2 foo*****@user2 foo** @user2", "**@user2 foo*****@user2 foo** @0xpk2"),
        ("***@user2 foo***@user2 foo*", "***@user2 foo***@0xpk2 foo*"),
        ("~~~@user2 foo~~~@user2 foo~", "~~~@user2 foo~~~@user2 foo~"),
        (">@user2", ">@user2"),
        ("\n>@user2", "\n>@user2"),
        ("\n> @user2 \n   \n @user2", "\n> @user2 \n   \n @0xpk2"),
        (">@user2\n\n>@user2", ">@user2\n\n>@user2"),
        ("***hey\n\n>@user2\n\n@user2 foo***", "***hey\n\n>@user2\n\n@0xpk2 foo***"),
        ("> a\nb\n@user2", "> a\nb\n@user2"),
        ("a\n>@user2", "a\n>@0xpk2"),
        ("` @user2 `", "` @user2 `"),
        ("``` @user2 ```", "``` @user2 ```"),
        ("` ` @user2 ``", "` ` @0xpk2 ``"),
    ] {
        assert_eq!(replace(text, &crowd()), expected, "{text}");
    }
}

/// How many are suggested after each of these texts.
fn suggested(texts: &[&str], users: &[User]) -> Vec<usize> {
    let mut typing = Typing::new();
    let count = |(text, call): (&&str, u64)| {
        typing.change(text, call, users).unwrap();
        typing.suggestions.as_ref().map_or(0, Vec::len)
    };
    texts.iter().zip(1..).map(count).collect()
}

#[test]
fn who_may_be_meant_is_suggested_while_a_name_is_written() {
    let texts = ["@", "@u", "@u2", "@u23", "@u2", "@u2 abc", "@u2 abc @u3", "@u2 abc@u3", "@u2 abc@u3 ", "@u2 abc @u3"];
    assert_eq!(suggested(&texts, &four()), [4, 4, 1, 0, 1, 0, 1, 0, 0, 1]);
    assert_eq!(suggested(&["A", "As", "Asd", "Asd@"], &four()), [0, 0, 0, 4]);
    assert_eq!(suggested(&["'", "\u{2018}", "\u{2018}@", "\u{2018}@\u{81ea}\u{7531}\u{4eba}"], &four()), [0, 0, 4, 1]);
    assert_eq!(suggested(&["@", "@ ", "@ @"], &four()[..1]), [1, 0, 1]);
    let many: Vec<User> = (1..50).map(|number| user(number, "same", "", "")).collect();
    assert_eq!(suggested(&["@s"], &many), [10]);
    let long = user(1, &"x".repeat(150), "", "");
    let (at, over) = (format!("@{}", "x".repeat(99)), format!("@{}", "x".repeat(100)));
    assert_eq!(suggested(&[&at, &over], &[long]), [1, 0]);
}

fn mention(text: &str) -> Segment {
    Segment::Mention(text.to_owned())
}

fn plain(text: &str) -> Segment {
    Segment::Text(text.to_owned())
}

#[test]
fn the_text_is_cut_into_mentions_and_what_is_between() {
    let mut typing = Typing::new();
    for (text, segments) in [
        ("@u1", vec![plain("@u1")]),
        ("@u1 @User Number One", vec![plain("@u1 "), mention("@User Number One")]),
        ("@u1 @User Number O", vec![plain("@u1 "), plain("@User Number O")]),
        ("@u2 @User Number One", vec![mention("@u2"), plain(" "), mention("@User Number One")]),
        ("@u2 @User Numbed One a ", vec![mention("@u2"), plain(" "), plain("@User Numbed One a ")]),
        ("@ @ ", vec![plain("@ "), plain("@ ")]),
        ("@u3 @ ", vec![mention("@u3"), plain(" "), plain("@ ")]),
        ("abc", vec![plain("abc")]),
        // A part also where nothing is left.
        ("", vec![plain("")]),
    ] {
        typing.change(text, 0, &four()).unwrap();
        assert_eq!(typing.segments, segments, "{text}");
    }
}

#[test]
fn the_name_that_is_selected_takes_the_place_of_what_was_written() {
    let mut typing = Typing::new();
    typing.change("@u2 abc", 1, &four()).unwrap();
    typing.change("@u abc", 2, &four()).unwrap();
    typing.select("@u abc", "u2", &four()).unwrap();
    assert_eq!((typing.made.as_str(), typing.text.as_str(), &typing.suggestions), ("@u2 abc", "@u2 abc", &None));
    typing.change("@u2 abc", 3, &four()).unwrap();
    assert_eq!(typing.suggestions, None);
    typing.change(" @ @User Number Three ", 4, &four()).unwrap();
    typing.change("@U @ @User Number Three ", 5, &four()).unwrap();
    typing.select("@U @ @User Number Three ", "User Number Three", &four()).unwrap();
    let mentions = typing.segments.iter().filter(|segment| matches!(segment, Segment::Mention(_)));
    assert_eq!(mentions.count(), 2);
}

#[test]
fn nothing_is_selected_where_nobody_is_mentioned() {
    let mut typing = Typing::new();
    assert_eq!(typing.select("abc", "u2", &four()), Err(MentionError::NoMention));
    typing.change("@u2", 1, &four()).unwrap();
    for text in ["", "abc", "x@u2"] {
        assert_eq!(typing.select(text, "u2", &four()), Err(MentionError::NoMention), "{text}");
    }
    typing.clear();
    assert_eq!(typing.select("@u", "u2", &four()), Err(MentionError::NoMention));
}

#[test]
fn a_call_that_was_overtaken_changes_nothing() {
    let mut typing = Typing::new();
    typing.change("@u", 7, &four()).unwrap();
    let before = typing.clone();
    assert_eq!(typing.change("@", 7, &four()), Err(MentionError::OutdatedCall { call: 7, latest: 7 }));
    assert_eq!(typing, before);
    let long = "x".repeat(MAX_TEXT_BYTES + 1);
    assert_eq!(typing.change(&long, 8, &four()), Err(MentionError::TextTooLong));
    assert_eq!(typing, before);
}

#[test]
fn the_last_change_is_told() {
    for (before, after, inserted, start, end) in [
        ("", "A", "A", 0, 0),
        ("A", "Ab", "b", 1, 1),
        ("Ab", "cAb", "c", 0, 0),
        ("Adc", "Ad ee c", " ee ", 2, 2),
        ("Abc", "Ac", "", 1, 1),
        ("Abcd", "Ab", "", 2, 3),
        ("Abcd\u{4f60}\u{597d}", "Abcd", "", 4, 5),
        ("abc", "ghij", "ghij", 0, 2),
        ("abc", "aefc", "ef", 1, 1),
        ("abc", "ffbc", "ff", 0, 0),
        // One more where all is gone.
        ("abc", "", "", 0, 3),
    ] {
        let mut typing = Typing { text: before.to_owned(), ..Typing::new() };
        typing.change(after, 0, &[]).unwrap();
        let edit = typing.place.unwrap().edit;
        assert_eq!(
            (edit.before.as_str(), edit.inserted.as_str(), edit.start, edit.end),
            (before, inserted, start, end)
        );
    }
}

#[test]
fn keys_of_a_message_are_shown_by_name() {
    let key = public_key_text(&PrivateKey::from_bytes(&[7; 32]).unwrap().public_key());
    let known = User { id: key.clone(), ..user(7, "we call him", "", "Bobby") };
    let mut typing = Typing::new();
    typing.show(&format!("hey @{key} he"), std::slice::from_ref(&known)).unwrap();
    assert_eq!(typing.segments, [plain("hey "), mention("@Bobby"), plain(" he")]);
    assert_eq!((typing.text.as_str(), typing.made.as_str()), ("hey @Bobby he", "hey @Bobby he"));
    // Nothing is shown of somebody whom nobody knows here.
    typing.show(&format!("@{key}"), &[]).unwrap();
    assert_eq!(typing.segments, [mention(&format!("@{key}"))]);
    for text in [format!("@{key}0"), format!("@{}", key.get(..131).unwrap()), "a@b @".to_owned()] {
        typing.show(&text, std::slice::from_ref(&known)).unwrap();
        assert_eq!(typing.segments, [plain(&text)]);
    }
}

fn any_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "@",
        "u2",
        "User Number One",
        "user number",
        " ",
        "\n",
        ">",
        "`",
        "```",
        "*",
        "**",
        "_",
        "~",
        "\u{597d}",
        "x",
        ".",
    ]);
    prop_oneof![prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat()), any::<String>()]
}

proptest! {
    /// Whatever is written, the parts are the text, and nothing is replaced but names.
    #[test]
    fn the_parts_of_any_text_are_the_text(texts in prop::collection::vec(any_text(), 1..6)) {
        let mut typing = Typing::new();
        for (text, call) in texts.iter().zip(1..) {
            typing.change(text, call, &four()).unwrap();
            let parts: String = typing.segments.iter().map(|segment| {
                let (Segment::Text(text) | Segment::Mention(text)) = segment;
                text.as_str()
            }).collect();
            prop_assert_eq!(&parts, text);
            prop_assert!(typing.suggestions.as_ref().is_none_or(|suggestions| suggestions.len() <= 10));
            let _ = typing.clone().select(text, "u2", &four());
            let _ = typing.clone().show(text, &four());
        }
    }

    #[test]
    fn only_names_are_replaced(text in any_text()) {
        prop_assert_eq!(&replace(&text, &[]), &text);
        let replaced = replace(&text, &four());
        prop_assert_eq!(replaced.matches('@').count(), text.matches('@').count());
        // Who is mentioned by key is not mentioned by name any more.
        prop_assert_eq!(&replace(&replaced, &four()), &replaced);
    }

    #[test]
    fn open_signs_are_signs_in_order(text in any_text()) {
        let characters: Vec<char> = text.chars().collect();
        let open = open_at_signs(&characters);
        prop_assert!(open.iter().all(|at| characters[*at] == '@'));
        prop_assert!(open.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
