#![allow(clippy::unwrap_used, reason = "tests")]

use super::PageCursor;

#[test]
fn the_text_of_a_cursor_is_64_digits_and_the_id() {
    let cursor = PageCursor { number: u64::MAX, id: "0xab".into() };
    assert_eq!(cursor.to_string(), format!("{}18446744073709551615{}", "0".repeat(44), "0xab"));
    assert_eq!(cursor.to_string().parse::<PageCursor>().unwrap(), cursor);
}

#[test]
fn what_is_no_cursor_is_refused() {
    let plus = format!("+{}", "0".repeat(63));
    let too_big = "9".repeat(64);
    let inside_a_letter = format!("{}é", "0".repeat(63));
    for text in ["", "0x12", &plus, &too_big, &inside_a_letter] {
        assert!(text.parse::<PageCursor>().is_err(), "{text}");
    }
}
