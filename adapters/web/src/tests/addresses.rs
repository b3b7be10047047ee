//! Which addresses are connected to.

use std::net::{IpAddr, SocketAddr};

use proptest::prelude::*;

use crate::Reach;
use crate::resolver::allowed;

fn is_public(address: &str) -> bool {
    Reach::Public.includes(address.parse().unwrap())
}

#[test]
fn what_is_not_public_is_not_reached() {
    for address in [
        "0.0.0.0",
        "0.1.2.3",
        "10.1.2.3",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::1.1.1.1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:a00:1::1",
        "2002:7f00:1::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
    ] {
        assert!(!is_public(address), "{address}");
    }
}

#[test]
fn the_public_internet_is_reached() {
    for address in [
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "::ffff:1.1.1.1",
        "64:ff9b::1.1.1.1",
        "2606:4700:4700::1111",
        "2a00:1450::1",
        "2002:101:101::1",
    ] {
        assert!(is_public(address), "{address}");
    }
}

#[test]
fn the_loopback_is_reached_only_where_it_was_allowed() {
    for address in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
        let address: IpAddr = address.parse().unwrap();
        assert!(!Reach::Public.includes(address) && Reach::PublicAndLoopback.includes(address));
    }
    assert!(!Reach::PublicAndLoopback.includes("10.0.0.1".parse().unwrap()));
}

#[test]
fn a_name_leads_only_to_its_public_addresses() {
    let found = |addresses: &[&str]| -> Vec<SocketAddr> {
        addresses.iter().map(|address| SocketAddr::new(address.parse().unwrap(), 0)).collect()
    };
    let mixed = allowed(Reach::Public, found(&["127.0.0.1", "1.1.1.1", "10.0.0.1"])).unwrap();
    assert_eq!(mixed.collect::<Vec<_>>(), found(&["1.1.1.1"]));
    assert!(allowed(Reach::Public, found(&["127.0.0.1", "fe80::1"])).is_err());
    assert!(allowed(Reach::Public, vec![]).is_err());
}

proptest! {
    #[test]
    fn an_ipv4_address_is_the_same_in_whatever_form(bytes: [u8; 4]) {
        let plain = std::net::Ipv4Addr::from(bytes);
        let is_reached = Reach::Public.includes(plain.into());
        prop_assert_eq!(Reach::Public.includes(plain.to_ipv6_mapped().into()), is_reached);
        let [a, b, c, d] = bytes;
        let translated = format!("64:ff9b::{a}.{b}.{c}.{d}");
        prop_assert_eq!(is_public(&translated), is_reached);
    }
}
