use status_ports::contracts;

use super::MemoryTransaction;

fn empty() -> Box<MemoryTransaction> {
    Box::new(MemoryTransaction::new())
}

#[test]
fn it_keeps_the_contracts_of_its_stores() {
    contracts::activity::run(&mut || empty());
    contracts::chat::run(&mut || empty());
    contracts::contact::run(&mut || empty());
    contracts::envelope::run(&mut || empty());
    contracts::history::run(&mut || empty());
    contracts::keypair::run(&mut || empty());
    contracts::known_peer::run(&mut || empty());
    contracts::message::run(&mut || empty());
    contracts::mvds::run(&mut || empty());
    contracts::outbox::run(&mut || empty());
    contracts::ratchet::run(&mut || empty());
    contracts::segment::run(&mut || empty());
    contracts::settings::run(&mut || empty());
}
