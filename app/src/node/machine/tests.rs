use super::*;

#[test]
fn a_key_is_made_once_for_the_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("node.key");
    let key = node_key(&path).unwrap();
    assert_eq!(node_key(&path).unwrap(), key);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_key_of_others_is_taken_with_or_without_0x() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("node.key");
    for text in ["07".repeat(32), format!("0x{}\n", "07".repeat(32))] {
        fs::write(&path, text).unwrap();
        assert_eq!(node_key(&path).unwrap(), Secret32::new([7; 32]));
    }
    fs::write(&path, "no key").unwrap();
    assert!(matches!(node_key(&path), Err(StartError::InvalidKey { .. })));
    assert!(matches!(node_key(folder.path()), Err(StartError::KeyFile { .. })));
}
