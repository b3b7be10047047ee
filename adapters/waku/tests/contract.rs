use async_trait::async_trait;
use status_ports::contracts::waku::{WakuEvents, WakuNetwork};
use status_ports::{Waku, WakuEvent};
use status_waku::WakuNode;
use tokio::sync::mpsc;

struct Events(mpsc::Receiver<WakuEvent>);

#[async_trait]
impl WakuEvents for Events {
    async fn next(&mut self) -> Option<WakuEvent> {
        self.0.recv().await
    }
}

struct Loopback;

#[async_trait]
impl WakuNetwork for Loopback {
    async fn start_node(&mut self) -> (Box<dyn Waku>, Box<dyn WakuEvents>) {
        let (node, events) = WakuNode::start(crate::config()).await.unwrap();
        (Box::new(node), Box::new(Events(events)))
    }
}

#[tokio::test]
async fn it_keeps_the_contract() {
    crate::within(status_ports::contracts::waku::run(&mut Loopback)).await;
}

#[tokio::test]
async fn it_keeps_the_contract_of_requests() {
    crate::within(status_ports::contracts::waku_exchange::run(&mut Loopback)).await;
}

#[tokio::test]
async fn it_keeps_the_contract_of_modes() {
    crate::within(status_ports::contracts::waku_modes::run(&mut Loopback)).await;
}
