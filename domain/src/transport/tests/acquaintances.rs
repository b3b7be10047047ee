//! Topics shared with people: those of strangers are bounded, those of people whom we know are not.

use status_ports::{RatchetStore as _, Secret32};

use super::*;

/// Somebody opens a session with Alice, as anybody can.
fn share_topic(alice: &mut Person, number: u64) -> PublicKey {
    let peer = PrivateKey::generate(&mut SeededEntropy::new(number)).public_key();
    let secret = Secret32::new(sha256(&[&number.to_le_bytes()]));
    alice.stores.add_agreed_secret(&peer.to_compressed(), &secret).unwrap();
    alice.know_key(&names::negotiated_filter(&peer));
    alice.transport.filters.add_negotiated(&mut alice.stores, &peer, &secret).unwrap();
    peer
}

fn is_known(alice: &mut Person, peer: &PublicKey) -> bool {
    let key = alice.stores.find_symmetric_key(&names::negotiated_filter(peer)).unwrap();
    let secret = alice.stores.find_agreed_secret(&peer.to_compressed()).unwrap();
    assert_eq!(key.is_some(), secret.is_some());
    secret.is_some()
}

#[test]
fn a_crowd_of_strangers_leaves_bounded_traces_and_pushes_out_nobody_whom_we_know() {
    let mut alice = Person::new(1);
    alice.transport.listen(&mut alice.stores).unwrap();
    let own = alice.transport.interests().count();
    let friend = share_topic(&mut alice, 1_000);
    alice.command(|context| contact::send_contact_request(context, &friend, "hello"));
    let strangers: Vec<_> = (2_000..2_300).map(|number| share_topic(&mut alice, number)).collect();
    let known: Vec<bool> = strangers.iter().map(|peer| is_known(&mut alice, peer)).collect();
    assert_eq!(known.iter().filter(|known| **known).count(), 256);
    assert!(known[300 - 256..].iter().all(|known| *known), "the newest are kept");
    assert!(is_known(&mut alice, &friend));
    // Our own topics, the friend's two, and those of the strangers.
    assert_eq!(alice.transport.interests().count(), own + 2 + 256);
    // It is the same after a restart.
    let mut transport = Transport::new(alice.key.clone(), "device 1");
    transport.listen(&mut alice.stores).unwrap();
    assert_eq!(transport.interests().count(), own + 2 + 256);
}

#[test]
fn who_cannot_read_a_message_learns_the_devices_of_its_sender() {
    let (mut alice, bobby) = contacts();
    let them = bobby.public_key();
    let sealed = alice.with(|transport, context| {
        transport.endpoint.encrypt(context.stores, &them, b"for another device", now_ns(), context.entropy)
    });
    let mut anew = Person { transport: Transport::new(bobby.key, "device 9"), ..Person::new(2) };
    let message = to_partitioned(&mut alice, &anew, &sealed.unwrap().message, now_ns());
    assert_eq!(only_refusal(&anew.receive(&[message])), "undecryptable: device not found");
    let devices = anew.stores.enabled_installations(&alice.public_key().to_compressed(), 9).unwrap();
    assert_eq!(devices.iter().map(|device| device.installation_id.as_str()).collect::<Vec<_>>(), ["device 1"]);
}

#[test]
fn of_people_whom_we_know_more_messages_may_be_missing_than_of_strangers() {
    let (mut alice, mut bobby) = (Person::new(1), Person::new(2));
    let them = bobby.public_key();
    bobby.know_key(&names::negotiated_filter(&alice.public_key()));
    let bundle = bobby.with(|transport, context| {
        transport.endpoint.wrap_public(context.stores, b"here I am", now_ns(), context.entropy).unwrap()
    });
    let last = alice.with(|transport, context| {
        transport.endpoint.open(context.stores, &them, &bundle, now_ns(), context.entropy).unwrap();
        let mut last = Vec::new();
        for _ in 0..150 {
            let sealed = transport.endpoint.encrypt(context.stores, &them, &[0xff], now_ns(), context.entropy);
            last = sealed.unwrap().message;
        }
        last
    });
    let message = to_partitioned(&mut alice, &bobby, &last, now_ns());
    assert_eq!(only_refusal(&bobby.receive(&[message])), "undecryptable: too many messages");
    bobby.transport.follow(&Outcome { listen_to: vec![alice.public_key()], ..Outcome::default() });
    let again = to_partitioned(&mut alice, &bobby, &last, now_ns() + 1);
    assert_eq!(only_refusal(&bobby.receive(&[again])), "malformed application metadata message");
}
