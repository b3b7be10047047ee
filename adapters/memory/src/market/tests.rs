use super::MemoryMarket;

#[tokio::test]
async fn it_keeps_the_contract() {
    status_ports::contracts::market::run(&MemoryMarket::of_contract()).await;
}
