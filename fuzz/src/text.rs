//! Texts of people: their markup, and the names in them.

use status_domain::chat::{
    mention::{Segment, Typing, User, replace},
    text::{is_mentioned, links, mentions, parse},
};
use status_domain::identity::public_key_text;

use crate::people::bobby;

/// The markup of any text.
pub(crate) fn markdown(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let blocks = parse(&text);
    let (mentioned, linked) = (mentions(&blocks), links(&blocks));
    // A backslash may be lost, so a link need not be a piece of the text.
    assert!(linked.iter().all(|link| link.len() <= text.len()), "a link is no longer than the text");
    let _ = (mentioned, is_mentioned(&blocks, &bobby().public_key()));
}

/// A text that is written piece by piece: each line is the text once more.
pub(crate) fn mention(input: &[u8]) {
    let key = bobby().public_key();
    let user = |nickname: &str, display_name: &str| User {
        key: key.to_compressed(),
        id: public_key_text(&key),
        nickname: nickname.to_owned(),
        ens_name: String::new(),
        display_name: display_name.to_owned(),
        alias: "zQ3...abcdef".to_owned(),
        is_added: true,
    };
    let users = [user("bobby", "Bobby B"), user("", "bob"), user("\u{597d} x", "")];
    let text = String::from_utf8_lossy(input);
    let mut typing = Typing::new();
    for (text, call) in text.split('\r').zip(1..) {
        if typing.change(text, call, &users).is_err() {
            continue;
        }
        let parts = typing.segments.iter().map(|segment| match segment {
            Segment::Text(part) | Segment::Mention(part) => part.as_str(),
        });
        assert_eq!(parts.collect::<String>(), text, "the parts of a text are the text");
        let _ = typing.clone().select(text, "bobby", &users);
        let _ = typing.clone().show(text, &users);
        let replaced = replace(text, &users);
        assert_eq!(replaced.matches('@').count(), text.matches('@').count(), "nothing but names is replaced");
    }
}
