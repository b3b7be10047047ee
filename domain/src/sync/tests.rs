use proptest::prelude::*;

use super::*;

fn connection_string(port: &[u8], key: &[u8], aes_key: &[u8], rest: &str) -> String {
    let fields = [&[3], &[1, 127, 0, 0, 1, 0][..], port, key, aes_key].map(|bytes| bs58::encode(bytes).into_string());
    format!("cs{}{rest}", fields.join(":"))
}

/// The generator of P-256.
fn key() -> Vec<u8> {
    hex::decode("036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296").unwrap()
}

#[test]
fn a_right_one_passes_with_and_without_optional_fields() {
    let installation_id = bs58::encode([9; 16]).into_string();
    for rest in ["", ":", "::", &format!(":{installation_id}"), &format!(":{installation_id}:abc:more")] {
        assert_eq!(validate_connection_string(&connection_string(&[0x1f, 0x90], &key(), &[5; 32], rest)), Ok(()));
    }
}

#[test]
fn what_is_wrong_is_said_as_the_reference_says_it() {
    let text = |text: &str| validate_connection_string(text).unwrap_err().to_string();
    assert_eq!(text(""), "connection string is too short: ''");
    assert_eq!(text("xx1:2:3:4:5"), "connection string doesn't begin with identifier 'cs'");
    assert_eq!(text("cs1:2:3"), "expected data 'cs1:2:3' to have length of '5', received '3'");
    assert_eq!(text("cs1::3:4:5"), "net.ip field is too short: '0', at least 1 byte required");
    assert_eq!(text("cs1:2:3:4:5"), "net.ip.ip4 field is too short, expected at least '4' bytes, '0' bytes found");
    let one = |port: &[u8], key: &[u8], aes: &[u8], rest: &str| text(&connection_string(port, key, aes, rest));
    assert_eq!(one(&[1, 0, 0], &key(), &[5; 32], ""), "port '65536' outside of bounds of 1 - 65535");
    assert_eq!(one(&[1], &[2; 20], &[5; 32], ""), "public key X not set");
    assert_eq!(one(&[1], &key(), &[5; 31], ""), "AES key invalid length, expect length 32, received length '31'");
    assert_eq!(one(&[1], &key(), &[5; 32], ":22"), "invalid UUID (got 1 bytes)");
    assert_eq!(text(&format!("cs{}", ":1".repeat(100_000))), "connection string is too long");
}

proptest! {
    #[test]
    fn any_text_is_judged(text in "(cs)?[1-9a-z:]{0,200}") {
        let _ = validate_connection_string(&text);
    }
}
