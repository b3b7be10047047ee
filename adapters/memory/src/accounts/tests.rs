use super::MemoryAccounts;

#[tokio::test]
async fn it_keeps_the_contract() {
    status_ports::contracts::account::run(&mut || Box::new(MemoryAccounts::new())).await;
}
