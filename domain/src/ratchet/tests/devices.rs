use super::*;

const ALICE: u64 = 1;

fn installations_in_bundle(message: &[u8]) -> Vec<String> {
    decode(message).bundles[0].signed_pre_keys.keys().cloned().collect()
}

fn enable(device: &mut Device, installation_id: &str, enabled: bool) {
    let key = device.key();
    assert!(set_installation_enabled(&mut device.store, &key, installation_id, enabled).unwrap());
}

#[test]
fn a_bundle_teaches_the_installation_that_signed_it_once() {
    let (mut alice, mut bob) = strangers();
    for expected in [&["alice-phone"][..], &[]] {
        let announcement = alice.announce();
        let opened = bob.open(&alice.public_key(), &announcement).unwrap();
        let new: Vec<_> = opened.new_installations.iter().map(|row| row.installation_id.as_str()).collect();
        assert_eq!(new, expected);
        assert!(opened.new_installations.iter().all(|row| row.enabled && row.version == 1));
    }
}

#[test]
fn other_devices_of_ours_join_the_bundle_only_while_enabled() {
    let (mut phone, mut desktop) = (Device::new(ALICE, "phone"), Device::new(ALICE, "desktop"));
    // The bundle of the desktop comes before the phone has one of its own.
    let announcement = desktop.announce();
    let opened = phone.open(&desktop.public_key(), &announcement).unwrap();
    assert!(!opened.new_installations[0].enabled);
    assert_eq!(installations_in_bundle(&phone.announce()), ["phone"]);
    enable(&mut phone, "desktop", true);
    assert_eq!(installations_in_bundle(&phone.announce()), ["desktop", "phone"]);
    enable(&mut phone, "desktop", false);
    assert_eq!(installations_in_bundle(&phone.announce()), ["phone"]);
}

#[test]
fn a_merged_bundle_serves_both_devices() {
    let (mut phone, mut desktop) = (Device::new(ALICE, "phone"), Device::new(ALICE, "desktop"));
    phone.meet(&mut desktop);
    enable(&mut phone, "desktop", true);
    let mut bob = Device::new(2, "bob-phone");
    bob.meet(&mut phone);
    let sealed = bob.seal(&phone.public_key(), "to both");
    assert_eq!(sealed.targeted_installations, ["desktop", "phone"]);
    for device in [&mut phone, &mut desktop] {
        assert_eq!(device.read(&bob.public_key(), &sealed.message), "to both");
    }
}

#[test]
fn at_most_three_devices_are_in_a_bundle_and_the_newest_are_taken() {
    let mut phone = Device::new(ALICE, "phone");
    for (seconds, name) in [(1, "b"), (2, "c"), (3, "d")] {
        let mut other = Device { now_ns: NOW_NS + seconds * SECOND_NS, ..Device::new(ALICE, name) };
        phone.now_ns = other.now_ns;
        phone.meet(&mut other);
        enable(&mut phone, name, true);
    }
    assert_eq!(installations_in_bundle(&phone.announce()), ["c", "d", "phone"]);
    enable(&mut phone, "d", false);
    assert_eq!(installations_in_bundle(&phone.announce()), ["b", "c", "phone"]);
}

#[test]
fn three_installations_are_written_to_and_a_word_of_a_fourth_brings_it_back() {
    let mut bob = Device::new(2, "bob-phone");
    let mut devices: Vec<_> = ["a", "b", "c", "d"].into_iter().map(|name| Device::new(ALICE, name)).collect();
    let alice = devices[0].public_key();
    for (seconds, device) in (1..).zip(&mut devices) {
        device.now_ns += seconds * SECOND_NS;
        bob.now_ns = device.now_ns;
        bob.meet(device);
    }
    assert_eq!(bob.seal(&alice, "hi").targeted_installations, ["d", "c", "b"]);
    devices[0].now_ns += DAY_NS / 2;
    bob.now_ns = devices[0].now_ns;
    bob.meet(&mut devices[0]);
    assert_eq!(bob.seal(&alice, "hi").targeted_installations, ["a", "d", "c"]);
}

#[test]
fn an_unpaired_device_of_ours_says_so_and_an_echo_is_nothing() {
    let (mut phone, mut desktop) = (Device::new(ALICE, "phone"), Device::new(ALICE, "desktop"));
    let mut bob = Device::new(2, "bob-phone");
    phone.meet(&mut bob);
    let message = phone.write(&bob.public_key(), "for bob");
    let me = phone.public_key();
    assert!(matches!(desktop.open(&me, &message), Err(OpenError::NotPairedDevice)));
    let echo = phone.open(&me, &message).unwrap();
    assert_eq!((echo.security, echo.payload.len()), (Security::OwnEcho, 0));
}

#[test]
fn paired_devices_write_to_each_other_and_not_to_themselves() {
    let (mut phone, mut desktop) = (Device::new(ALICE, "phone"), Device::new(ALICE, "desktop"));
    phone.meet(&mut desktop);
    desktop.meet(&mut phone);
    enable(&mut phone, "desktop", true);
    enable(&mut desktop, "phone", true);
    let me = phone.public_key();
    let message = phone.write(&me, "sync");
    assert_eq!(recipients(&message), ["desktop"]);
    assert_eq!(desktop.read(&me, &message), "sync");
    assert_eq!(phone.open(&me, &message).unwrap().security, Security::OwnEcho);
    desktop.tell(&mut phone, "synced");
}

#[test]
fn a_device_that_is_not_paired_reads_what_is_meant_for_any() {
    let (mut phone, mut desktop) = (Device::new(ALICE, "phone"), Device::new(ALICE, "desktop"));
    let me = phone.public_key();
    let message = phone.endpoint.encrypt_dh_only(&mut phone.store, &me, b"pair", NOW_NS, &mut phone.entropy).unwrap();
    assert_eq!(desktop.read(&me, &message), "pair");
}

#[test]
fn what_a_paired_device_says_about_our_prekey_is_ignored() {
    let (mut phone, mut desktop) = (Device::new(ALICE, "phone"), Device::new(ALICE, "desktop"));
    let own = decode(&phone.announce()).bundles[0].signed_pre_keys["phone"].clone();
    let mut liar = decode(&desktop.announce());
    let bundle = &mut liar.bundles[0];
    let desktops = bundle.signed_pre_keys["desktop"].clone();
    bundle.signed_pre_keys.insert("phone".into(), status_proto::encryption::SignedPreKey { version: 99, ..desktops });
    let identity = PrivateKey::generate(&mut SeededEntropy::new(ALICE));
    bundle.signature = bundle::sign(bundle, &identity).to_bytes().to_vec();
    let me = phone.public_key();
    phone.open(&me, &liar.encode_to_vec()).unwrap();
    assert_eq!(decode(&phone.announce()).bundles[0].signed_pre_keys["phone"], own);
}

#[test]
fn installations_without_a_prekey_count_as_targeted_and_are_not_left_without_a_message() {
    let mut phone = Device::new(ALICE, "phone");
    let me = phone.public_key();
    let paired = pair_installation(&mut phone.store, &me.to_compressed(), "desktop", NOW_NS).unwrap();
    assert_eq!((paired.enabled, paired.version), (true, 2));
    let sealed = phone.seal(&me, "sync");
    assert_eq!(sealed.targeted_installations, ["desktop"]);
    assert!(!sealed.agreed);
    assert_eq!(recipients(&sealed.message), [ANY_INSTALLATION]);
    assert_eq!(Device::new(ALICE, "desktop").read(&me, &sealed.message), "sync");
}

#[test]
fn own_installations_are_those_known_and_this_one() {
    let (mut phone, mut desktop) = (Device::new(ALICE, "phone"), Device::new(ALICE, "desktop"));
    phone.meet(&mut desktop);
    let me = phone.key();
    let metadata = status_ports::InstallationMetadata { name: "Old".into(), ..Default::default() };
    status_ports::RatchetStore::save_installation_metadata(&mut phone.store, &me, "tablet", &metadata).unwrap();
    let rows = own_installations(&mut phone.store, &me, "phone").unwrap();
    let shown: Vec<_> = rows
        .iter()
        .map(|row| (row.installation.installation_id.as_str(), row.installation.enabled, row.metadata.name.as_str()))
        .collect();
    assert_eq!(shown, [("desktop", false, ""), ("tablet", false, "Old"), ("phone", true, "")]);
    assert!(!set_installation_enabled(&mut phone.store, &me, "tablet", true).unwrap());
}
