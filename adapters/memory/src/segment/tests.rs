use super::MemorySegmentStore;

#[test]
fn it_keeps_the_contract() {
    status_ports::contracts::segment::run(&mut || Box::new(MemorySegmentStore::new()));
}
