use super::*;

fn key(digit: u8) -> PrivateKey {
    PrivateKey::from_bytes(&[digit; 32]).unwrap()
}

#[test]
fn both_sides_agree_on_the_secret_of_the_specification() {
    let (alice, ephemeral, bob, pre_key) = (key(b'0'), key(b'1'), key(b'2'), key(b'3'));
    let ours = initiate(&alice, &ephemeral, &bob.public_key(), &pre_key.public_key());
    let theirs = respond(&bob, &pre_key, &alice.public_key(), &ephemeral.public_key());
    assert!(ours == theirs);
    let expected = "a4e923d0af8fe78a056363be20e71c0a58e569ea8fc1f79289eca10d9f68133a";
    assert_eq!(hex::encode(ours.as_bytes()), expected);
}
