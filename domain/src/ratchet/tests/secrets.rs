use super::*;

#[test]
fn a_message_with_a_bundle_makes_the_secret_known_and_the_answer_is_agreed() {
    let (mut alice, mut bob) = acquaintances();
    let first = alice.seal(&bob.public_key(), "hello");
    assert!(!first.agreed);
    let opened = bob.open(&alice.public_key(), &first.message).unwrap();
    assert_eq!(opened.secret.as_ref(), Some(&first.secret));
    let answer = bob.seal(&alice.public_key(), "hello yourself");
    assert!(answer.agreed);
    assert!(answer.secret == first.secret);
    alice.open(&bob.public_key(), &answer.message).unwrap();
    assert!(alice.seal(&bob.public_key(), "and so on").agreed);
    assert!(bob.endpoint.secret_shared_with(&alice.public_key()) == first.secret);
}

#[test]
fn it_is_agreed_only_when_every_installation_knows() {
    let (mut phone, mut desktop) = (Device::new(1, "phone"), Device::new(1, "desktop"));
    let mut bob = Device::new(2, "bob-phone");
    let alice = phone.public_key();
    let hello = phone.write(&bob.public_key(), "hello");
    bob.read(&alice, &hello);
    assert!(bob.seal(&alice, "hi").agreed);
    bob.meet(&mut desktop);
    assert!(!bob.seal(&alice, "hi both").agreed);
    let hello = desktop.write(&bob.public_key(), "hello from here too");
    bob.read(&alice, &hello);
    assert!(bob.seal(&alice, "hi both").agreed);
}

#[test]
fn the_secret_of_the_specification() {
    let key = |digit: u8| PrivateKey::from_bytes(&[digit; 32]).unwrap();
    let alice = Endpoint::new(key(b'0'), "phone".into());
    let expected = "1ab7edc9b10c6daa4ee8eefa49daacef715779b96d146375e372c8901d3cc204";
    assert_eq!(hex::encode(alice.secret_shared_with(&key(b'2').public_key()).as_bytes()), expected);
}
