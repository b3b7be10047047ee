use super::MemoryRatchetStore;

#[test]
fn it_keeps_the_contract() {
    status_ports::contracts::ratchet::run(&mut || Box::new(MemoryRatchetStore::new()));
}
