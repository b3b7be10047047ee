use status_memory::SeededEntropy;
use status_ports::Secret32;

use super::*;
use crate::crypto::PrivateKey;

fn specification_key() -> status_ports::HashRatchetKeyRecord {
    let group_id = [&[2][..], &[0x11; 32]].concat();
    let key: [u8; 32] = core::array::from_fn(|index| u8::try_from(index + 1).unwrap());
    group_key(&group_id, 1_700_000_000_000, Secret32::new(key))
}

#[test]
fn the_key_of_the_specification() {
    let key = specification_key();
    assert_eq!(hex::encode(key.key_id), "0bd464b6797005e2809b7b808ba2ab4feee8135aaa3d406c933d67addc7c60c3");
    assert_eq!(key.deprecated_key_id, 3_487_918_080);
    let expected = [
        "52b3f53ff196a28e7d2d01283ef9427070bda64128fb5630b97b6ab17a8ff0a8",
        "521a4fe5b93326b808310952ed895689f8c95178c61e1ab60437d44af44a1255",
        "a5761837b4e113f16aa15e66060f2c51e4e111e5ae91c0ab3d2b1567ba65e257",
    ];
    for (seq_no, expected) in (1..).zip(expected) {
        assert_eq!(hex::encode(step_hash(&key.key, seq_no).as_bytes()), expected);
    }
}

#[test]
fn the_places_of_the_specification() {
    let keys = [
        ("e8395a5d2289d14d47f5f5c506001a2b4f039d96ebf576a6a39e5f23c7a9c618", 0x6da6_34b9),
        ("e8395a5d5b3c4081c0e1f63c5d588c6f2c4ba7c6ec590f5f8e1a96b48f5e6e7e", 0x72d6_c574),
    ];
    for (key, place) in keys {
        let key = PrivateKey::from_bytes(&hex::decode(key).unwrap()).unwrap();
        assert_eq!(member_key(&key.public_key()), place);
    }
}

#[test]
fn members_that_share_a_place_stand_in_one_row() {
    let (sender, member) =
        (PrivateKey::generate(&mut SeededEntropy::new(1)), PrivateKey::generate(&mut SeededEntropy::new(2)));
    let other = PrivateKey::generate(&mut SeededEntropy::new(3));
    let key = specification_key();
    let entropy = &mut SeededEntropy::new(4);
    let mut rekey = seal_rekey(&sender, &key, &[member.public_key(), member.public_key()], entropy);
    assert_eq!(rekey.keys[&member_key(&member.public_key())].len(), 120);
    // Somebody else's entry before ours, and a rest that is no entry after it.
    let foreign = seal_rekey(&sender, &key, &[other.public_key()], entropy).keys.into_values().next().unwrap();
    let row = rekey.keys.get_mut(&member_key(&member.public_key())).unwrap();
    *row = [&foreign[..], &row[60..], &[1, 2, 3]].concat();
    let opened = open_rekey(&member, &sender.public_key(), &key.group_id, &rekey).unwrap();
    assert_eq!(opened, Some(key));
}

#[test]
fn what_cannot_be_a_key_is_left_out() {
    let good = specification_key();
    let mut keys = write_keys(&[good.clone(), good.clone(), good.clone()]);
    keys.keys[0].key.pop();
    keys.keys[1].timestamp = u64::MAX;
    assert_eq!(read_keys(&good.group_id, &keys), [good]);
    assert!(read_key_exchange(&[0xff]).is_err());
}
