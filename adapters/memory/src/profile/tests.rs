use super::MemoryProfile;

#[tokio::test]
async fn it_keeps_the_contract() {
    status_ports::contracts::storage::run(&mut || Box::new(MemoryProfile::new())).await;
}
