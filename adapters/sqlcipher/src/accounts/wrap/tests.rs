use status_ports::{DataKey, StorageError, UnlockError};

use super::{Cost, WrappedKey, unwrap, wrap};

const CHEAP: Cost = Cost { memory_kib: 64, iterations: 1 };
const KEY: DataKey = DataKey([7; 32]);

fn wrapped() -> WrappedKey {
    wrap("0x01", "secret", &KEY, CHEAP).unwrap()
}

#[test]
fn the_password_unwraps_and_every_wrap_is_another() {
    let (first, second) = (wrapped(), wrapped());
    assert_eq!(unwrap("0x01", "secret", &first).unwrap(), KEY);
    assert_ne!((first.salt, first.nonce, first.ciphertext), (second.salt, second.nonce, second.ciphertext));
    assert!(!first.ciphertext.windows(4).any(|window| window == [7; 4]));
}

#[test]
fn a_wrap_opens_for_its_account_and_as_it_was_made_only() {
    let right = wrapped();
    let mut salt = right.clone();
    salt.salt[0] ^= 1;
    let mut nonce = right.clone();
    nonce.nonce[23] ^= 1;
    let mut tag = right.clone();
    tag.ciphertext[47] ^= 1;
    let mut cost = right.clone();
    cost.cost.iterations = 2;
    for changed in [&salt, &nonce, &tag, &cost] {
        assert!(matches!(unwrap("0x01", "secret", changed), Err(UnlockError::WrongPassword)));
    }
    assert!(matches!(unwrap("0x02", "secret", &right), Err(UnlockError::WrongPassword)));
    assert!(matches!(unwrap("0x01", "", &right), Err(UnlockError::WrongPassword)));
}

#[test]
fn a_wrap_keeps_the_cost_it_was_made_with() {
    let dearer = Cost { memory_kib: 128, iterations: 3 };
    let wrapped = wrap("0x01", "secret", &KEY, dearer).unwrap();
    assert_eq!(wrapped.cost, dearer);
    assert_eq!(unwrap("0x01", "secret", &wrapped).unwrap(), KEY);
}

#[test]
fn a_cost_that_nobody_can_pay_is_damage() {
    for cost in [
        Cost { memory_kib: u32::MAX, iterations: 1 },
        Cost { memory_kib: 64, iterations: u32::MAX },
        Cost { memory_kib: 0, iterations: 1 },
        Cost { memory_kib: 64, iterations: 0 },
    ] {
        let refused = unwrap("0x01", "secret", &WrappedKey { cost, ..wrapped() });
        assert!(matches!(refused, Err(UnlockError::Storage(StorageError::Corrupt(_)))), "{cost:?}");
    }
}
