use proptest::prelude::*;
use status_memory::SeededEntropy;

use super::file_name::civil_date;
use super::*;
use crate::crypto::PrivateKey;
use crate::identity::{ExtendedPrivateKey, checksum_address, parse_address, password_hash};

/// As cheap as scrypt can be.
const CHEAP: ScryptCost = ScryptCost { n: 2, r: 1, p: 1 };

/// The file of the specification; its password is `TEST_PASSWORD`.
const FILE: &str = r#"{
    "address": "9c32f71d4db8fb9e1a58b0a80df79935e7256fa6",
    "crypto": {
        "cipher": "aes-128-ctr",
        "ciphertext": "8055b65d5e41ef467c0cfe52ce6beda7f8dbe689221c6c43be9e9401bf173004",
        "cipherparams": {"iv": "738f002e5e5343e0bb0e1050e098f721"},
        "kdf": "scrypt",
        "kdfparams": {"dklen": 32, "n": 4096, "p": 6, "r": 8,
            "salt": "9a54fbe1439ac567bd05039f76907b2c2846364a38b2f6813bcdac5ab0ec9d18"},
        "mac": "79d817cd21afd4944e70d804d7871d10cbd15f25c6755416f780f81c1588677e"
    },
    "id": "6202ced9-f0cd-42e4-bf21-90029cd0ea91",
    "version": 3
}"#;

/// From the definition of Web3 secret storage; its password is `testpassword`.
const PBKDF2_FILE: &str = r#"{
    "Crypto": {
        "cipher": "aes-128-ctr",
        "cipherparams": {"iv": "6087dab2f9fdbbfaddc31a909735c1e6"},
        "ciphertext": "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
        "kdf": "pbkdf2",
        "kdfparams": {"c": 262144, "dklen": 32, "prf": "hmac-sha256",
            "salt": "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
        "mac": "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"
    },
    "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6",
    "version": 3
}"#;

fn private_key() -> PrivateKey {
    PrivateKey::generate(&mut SeededEntropy::new(1))
}

fn extended_key() -> ExtendedPrivateKey {
    ExtendedPrivateKey::from_mnemonic("any text", "").unwrap()
}

#[test]
fn a_file_of_the_reference_opens() {
    let opened = KeyFile::parse(FILE.as_bytes()).unwrap().open("TEST_PASSWORD").unwrap();
    assert_eq!(
        hex::encode(*opened.private_key.to_bytes()),
        "62f1d86b246c81bdd8f6c166d56896a4a5e1eddbcaebe06480e5c0bc74c28224"
    );
    assert!(opened.extended_key.is_none());
}

#[test]
fn a_file_with_pbkdf2_opens() {
    let file = KeyFile::parse(PBKDF2_FILE.as_bytes()).unwrap();
    assert_eq!(
        hex::encode(*file.open_private_key("testpassword").unwrap().to_bytes()),
        "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d"
    );
}

#[test]
fn a_wrong_password_is_told_from_a_broken_file() {
    let file = KeyFile::parse(FILE.as_bytes()).unwrap();
    let error = file.open("test_password").unwrap_err();
    assert_eq!(error.to_string(), "could not decrypt key with given password");
}

#[test]
fn what_is_sealed_opens() {
    let mut entropy = SeededEntropy::new(2);
    let key = extended_key();
    let file = KeyFile::seal_extended_key(&key, "secret", ScryptCost::LIGHT, &mut entropy).unwrap();
    let opened = KeyFile::parse(file.to_json().as_bytes()).unwrap().open("secret").unwrap();
    assert_eq!(opened.private_key.public_key(), key.public_key());
    assert_eq!(opened.extended_key.unwrap().to_text(), key.to_text());
    assert_eq!(file.crypto.scrypt_cost(), Some(ScryptCost { n: 4096, r: 8, p: 6 }));
    assert_ne!(file.crypto.kdfparams.unwrap().salt, file.extendedkey.kdfparams.unwrap().salt);
}

#[test]
fn an_imported_private_key_has_an_empty_extended_key() {
    let file = KeyFile::seal_private_key(&private_key(), "", CHEAP, &mut SeededEntropy::new(2)).unwrap();
    let json = file.to_json();
    let empty = r#""extendedkey":{"cipher":"","ciphertext":"","cipherparams":{"iv":""},"kdf":"","kdfparams":null,"mac":""},"subaccountindex":0}"#;
    assert!(json.ends_with(empty), "{json}");
    assert!(file.open("").unwrap().extended_key.is_none());
}

#[test]
fn the_id_is_a_random_uuid() {
    let file = KeyFile::seal_private_key(&private_key(), "", CHEAP, &mut SeededEntropy::new(2)).unwrap();
    let groups: Vec<_> = file.id.split('-').collect();
    assert_eq!(groups.iter().map(|group| group.len()).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
    assert!(groups[2].starts_with('4'));
    assert!(groups[3].starts_with(['8', '9', 'a', 'b']));
}

#[test]
fn the_marker_of_no_extended_key_is_understood() {
    let mut entropy = SeededEntropy::new(2);
    let mut file = KeyFile::seal_private_key(&private_key(), "a", CHEAP, &mut entropy).unwrap();
    file.extendedkey = CryptoSection::seal(b"Zeroed extended key", "a", CHEAP, &mut entropy).unwrap();
    assert!(file.open("a").unwrap().extended_key.is_none());
}

#[test]
fn keys_that_do_not_belong_together_are_refused() {
    let mut entropy = SeededEntropy::new(2);
    let mut file = KeyFile::seal_private_key(&private_key(), "a", CHEAP, &mut entropy).unwrap();
    let other = file.address.clone();
    file.extendedkey = KeyFile::seal_extended_key(&extended_key(), "a", CHEAP, &mut entropy).unwrap().extendedkey;
    let error = file.open("a").unwrap_err();
    assert_eq!(error.to_string(), "PrivateKey and ExtendedKey are different");
    file.address = hex::encode(extended_key().address());
    let have = checksum_address(&parse_address(&other).unwrap());
    let want = checksum_address(&extended_key().address());
    assert_eq!(file.open("a").unwrap_err().to_string(), format!("account mismatch: have {have}, want {want}"));
}

#[test]
fn a_new_password_replaces_the_old_one_at_the_same_cost() {
    let mut entropy = SeededEntropy::new(2);
    let cost = ScryptCost { n: 8, r: 2, p: 3 };
    let file = KeyFile::seal_extended_key(&extended_key(), "old", cost, &mut entropy).unwrap();
    let changed = file.change_password("old", "new", &mut entropy).unwrap();
    assert_eq!(changed.crypto.scrypt_cost(), Some(cost));
    assert_eq!(changed.open("old").map(drop), Err(KeyFileError::WrongPassword));
    assert_eq!(changed.open("new").unwrap().extended_key.unwrap().to_text(), extended_key().to_text());
    assert_eq!(file.change_password("new", "new", &mut entropy).map(drop), Err(KeyFileError::WrongPassword));
}

#[test]
fn a_file_that_asks_for_absurd_work_is_refused_before_any_work() {
    let file = KeyFile::seal_private_key(&private_key(), "", CHEAP, &mut SeededEntropy::new(2)).unwrap();
    let open = |change: &dyn Fn(&mut KdfParameters)| {
        let mut file = file.clone();
        change(file.crypto.kdfparams.as_mut().unwrap());
        file.open("").map(drop)
    };
    let refused = Err(KeyFileError::KdfParameters);
    assert_eq!(open(&|_| ()), Ok(()));
    assert_eq!(open(&|kdf| kdf.n = Some(1 << 40)), refused);
    assert_eq!(open(&|kdf| kdf.n = Some(u64::MAX)), refused);
    assert_eq!(open(&|kdf| kdf.n = Some(0)), refused);
    assert_eq!(open(&|kdf| kdf.n = Some(1)), refused);
    assert_eq!(open(&|kdf| kdf.n = Some(4095)), refused);
    assert_eq!(open(&|kdf| kdf.n = None), refused);
    assert_eq!(open(&|kdf| kdf.r = Some(0)), refused);
    assert_eq!(open(&|kdf| kdf.r = Some(u32::MAX)), refused);
    assert_eq!(open(&|kdf| kdf.p = Some(0)), refused);
    assert_eq!(open(&|kdf| kdf.p = Some(u32::MAX)), refused);
    assert_eq!(open(&|kdf| kdf.dklen = 16), refused);
    assert_eq!(open(&|kdf| kdf.dklen = u32::MAX), refused);
    assert_eq!(open(&|kdf| kdf.salt = "00".repeat(2000)), refused);
    let pbkdf2 = |rounds| {
        let mut file = KeyFile::parse(PBKDF2_FILE.as_bytes()).unwrap();
        file.crypto.kdfparams.as_mut().unwrap().c = Some(rounds);
        file.open("").map(drop)
    };
    assert_eq!(pbkdf2(0), refused);
    assert_eq!(pbkdf2(u32::MAX), refused);
}

#[test]
fn other_files_are_refused() {
    let file = || KeyFile::seal_private_key(&private_key(), "", CHEAP, &mut SeededEntropy::new(2)).unwrap();
    let parse = |json: &str| KeyFile::parse(json.as_bytes()).map(drop);
    assert_eq!(parse(&file().to_json().replace(r#""version":3"#, r#""version":1"#)), Err(KeyFileError::Version(1)));
    assert!(matches!(parse("{}"), Err(KeyFileError::Malformed(_))));
    assert_eq!(KeyFile::parse(&vec![b' '; MAX_FILE_LENGTH + 1]).map(drop), Err(KeyFileError::TooLarge));
    let open = |change: &dyn Fn(&mut CryptoSection)| {
        let mut file = file();
        change(&mut file.crypto);
        file.open("").unwrap_err()
    };
    assert!(matches!(open(&|crypto| crypto.cipher = "aes-256-cbc".to_owned()), KeyFileError::Cipher(_)));
    assert!(matches!(open(&|crypto| crypto.kdf = "argon2id".to_owned()), KeyFileError::Kdf(_)));
    assert_eq!(open(&|crypto| crypto.kdfparams = None), KeyFileError::KdfParameters);
    assert_eq!(open(&|crypto| crypto.cipherparams.iv.clear()), KeyFileError::InvalidValue("iv"));
    assert_eq!(open(&|crypto| crypto.mac.push('0')), KeyFileError::InvalidValue("mac"));
    assert_eq!(open(&|crypto| crypto.ciphertext.push('g')), KeyFileError::InvalidValue("ciphertext"));
}

#[test]
fn a_missing_extended_key_may_be_null() {
    let json = FILE.replace(r#""version": 3"#, r#""version": 3, "extendedkey": null"#);
    assert!(KeyFile::parse(json.as_bytes()).unwrap().extendedkey.is_empty());
}

#[test]
fn a_file_is_named_after_its_time_and_address() {
    let address = parse_address("671bbd7c3ed971be64c144bc88f380e9c77c5947").unwrap();
    assert_eq!(
        file_name(1_795_417_979_289, &address),
        "UTC--2026-11-23T07-12-59.289000000Z--671bbd7c3ed971be64c144bc88f380e9c77c5947"
    );
    assert!(file_name(u64::MAX, &address).ends_with(&hex::encode(address)));
}

#[test]
fn days_have_their_dates() {
    let rows = [
        (0, (1970, 1, 1)),
        (58, (1970, 2, 28)),
        (59, (1970, 3, 1)),
        (789, (1972, 2, 29)),
        (11_016, (2000, 2, 29)),
        (11_017, (2000, 3, 1)),
        (19_722, (2023, 12, 31)),
        (47_540, (2100, 2, 28)),
        (47_541, (2100, 3, 1)),
    ];
    for (days, date) in rows {
        assert_eq!(civil_date(days), date);
    }
}

#[test]
fn password_hashes_are_those_that_clients_send() {
    assert_eq!(
        password_hash("123456"),
        "0xC888C9CE9E098D5864D3DED6EBCC140A12142263BACE3A23A36F9905F12BD64A".to_lowercase().replace("0X", "0x")
    );
    assert_eq!(password_hash(""), "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
}

proptest! {
    #[test]
    fn any_password_seals_and_opens(password: String, wrong: String, seed: u64) {
        let mut entropy = SeededEntropy::new(seed);
        let file = KeyFile::seal_extended_key(&extended_key(), &password, CHEAP, &mut entropy).unwrap();
        prop_assert!(file.open(&password).is_ok());
        prop_assert_eq!(file.open(&wrong).is_ok(), wrong == password);
        prop_assert_eq!(KeyFile::parse(file.to_json().as_bytes()), Ok(file));
    }

    #[test]
    fn an_altered_file_opens_to_the_same_key_or_not_at_all(at: usize, bit in 0..7_u32) {
        let file = KeyFile::seal_extended_key(&extended_key(), "a", CHEAP, &mut SeededEntropy::new(2)).unwrap();
        let mut json = file.to_json().into_bytes();
        let at = at % json.len();
        json[at] ^= 1 << bit;
        if let Ok(opened) = KeyFile::parse(&json).and_then(|file| file.open("a")) {
            prop_assert_eq!(opened.private_key.public_key(), extended_key().public_key());
        }
    }

    #[test]
    fn any_bytes_as_file_give_a_file_or_an_error(bytes: Vec<u8>) {
        let _ = KeyFile::parse(&bytes);
    }

    #[test]
    fn consecutive_days_have_consecutive_dates(days in 0..4_000_000_u64) {
        let (today, tomorrow) = (civil_date(days), civil_date(days + 1));
        prop_assert!(today < tomorrow);
        prop_assert!(tomorrow.2 == today.2 + 1 || tomorrow.2 == 1 && today.2 >= 28);
    }
}
