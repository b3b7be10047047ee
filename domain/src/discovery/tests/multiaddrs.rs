use proptest::prelude::*;

use crate::discovery::enr::Multiaddr;

#[test]
fn addresses_of_nodes_are_read_both_ways() {
    let id = "16Uiu2HAkykgaECHswi3YKJ5dMLbq2kPVCo89fcyTd38UcQD6ej5W";
    let cases = [
        ("/ip4/127.0.0.1/tcp/30303", "047f00000106765f"),
        ("/ip4/1.2.3.4/udp/9000", "040102030491022328"),
        ("/ip6/::1/tcp/80/ws", "29000000000000000000000000000000010600 50dd03"),
        ("/dns4/a.example/tcp/443/wss", "3609612e6578616d706c650601bbde03"),
        ("/dns/a/tcp/443/tls/sni/b/ws", "3501610601bbc003c1030162dd03"),
    ];
    for (text, bytes) in cases {
        let bytes = hex::decode(bytes.replace(' ', "")).unwrap();
        assert_eq!(Multiaddr::from_bytes(&bytes).map(|address| address.to_string()).as_deref(), Some(text));
        assert_eq!(Multiaddr::from_text(text), Multiaddr::from_bytes(&bytes));
    }
    let relayed = format!("/ip4/1.2.3.4/tcp/1/p2p/{id}/p2p-circuit");
    assert_eq!(Multiaddr::from_text(&relayed).unwrap().to_string(), relayed);
}

#[test]
fn what_is_no_address_is_refused() {
    for text in [
        "",
        "/",
        "ip4/1.2.3.4",
        "/ip4/1.2.3",
        "/ip4",
        "/tcp/65536",
        "/tcp/-1",
        "/onion3/abc",
        "/dns4//tcp/1",
        "/ip4/1.2.3.4/",
    ] {
        assert_eq!(Multiaddr::from_text(text), None, "{text}");
    }
    // Cut off; unknown; a slash within a name; a number that is longer than needed.
    for bytes in ["", "047f0000", "ff01", "3603612f62", "8400", "06765f06", "36ff61"] {
        assert_eq!(Multiaddr::from_bytes(&hex::decode(bytes).unwrap()), None, "{bytes}");
    }
    assert_eq!(Multiaddr::from_bytes(&[0xdd, 0x03].repeat(17)), None);
}

proptest! {
    #[test]
    fn whatever_is_read_is_written_the_same(bytes: Vec<u8>) {
        if let Some(address) = Multiaddr::from_bytes(&bytes) {
            prop_assert_eq!(Multiaddr::from_text(&address.to_string()), Some(address));
        }
    }

    #[test]
    fn any_text_is_an_address_or_none(text in "(/[a-z0-9.-]{0,9}){0,9}") {
        if let Some(address) = Multiaddr::from_text(&text) {
            prop_assert!(address.to_string().len() <= text.len() + 40);
        }
    }
}
