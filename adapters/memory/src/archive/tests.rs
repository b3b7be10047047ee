use super::MemoryArchive;

#[tokio::test]
async fn it_keeps_the_contract() {
    status_ports::contracts::archive::run(&mut || Box::new(MemoryArchive::new())).await;
}
