use std::path::Path;

use super::ProfileFiles;

#[test]
fn only_key_uids_become_paths() {
    let root = Path::new("/data");
    let key_uid = format!("0x{}", "0a".repeat(32));
    let files = ProfileFiles::new(root, &key_uid).unwrap();
    assert_eq!(files.profile, root.join(format!("{key_uid}-core-profile.db")));
    assert_eq!(files.wallet, root.join(format!("{key_uid}-core-wallet.db")));
    let strange = [
        String::new(),
        "0x".to_owned(),
        key_uid.trim_start_matches("0x").to_owned(),
        key_uid.to_uppercase(),
        format!("{key_uid}00"),
        format!("0x{}", "../a".repeat(16)),
        format!("0x{}", "é".repeat(32)),
        format!("../{key_uid}"),
        format!("{key_uid}/.."),
    ];
    for key_uid in strange {
        assert!(ProfileFiles::new(root, &key_uid).is_err(), "{key_uid}");
    }
}
