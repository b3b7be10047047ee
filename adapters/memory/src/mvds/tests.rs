use super::MemoryMvdsStore;

#[test]
fn it_keeps_the_contract() {
    status_ports::contracts::mvds::run(&mut || Box::new(MemoryMvdsStore::new()));
}
