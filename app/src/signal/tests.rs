use serde_json::json;

use super::*;

fn texts(receiver: &mut SignalReceiver) -> Vec<String> {
    let mut out = Vec::new();
    while let Ok(text) = receiver.queue.try_recv() {
        out.push(text.to_string());
    }
    out
}

#[test]
fn every_subscriber_gets_every_signal_in_order() {
    let hub = SignalHub::default();
    let (mut one, mut two) = (hub.subscribe(8), hub.subscribe(8));
    hub.emit("node.started", ());
    hub.emit("node.crashed", json!({"error": "a < b"}));
    let expected = [
        r#"{"type":"node.started","event":null}"#.to_owned(),
        r#"{"type":"node.crashed","event":{"error":"a \u003c b"}}"#.to_owned(),
    ];
    assert_eq!(texts(&mut one), expected);
    assert_eq!(texts(&mut two), expected);
}

#[tokio::test]
async fn a_subscriber_behind_its_bound_is_cut_off_without_holes_and_without_delaying_others() {
    let hub = SignalHub::default();
    let (mut slow, mut quick) = (hub.subscribe(2), hub.subscribe(100));
    for number in 0..5 {
        hub.emit("n", number);
    }
    let mut received = Vec::new();
    while let Some(text) = slow.recv().await {
        received.push(text.to_string());
    }
    assert_eq!(received, [r#"{"type":"n","event":0}"#, r#"{"type":"n","event":1}"#]);
    assert_eq!(texts(&mut quick).len(), 5);
}

#[test]
fn a_signal_without_listeners_is_lost() {
    let hub = SignalHub::default();
    hub.emit("early", ());
    assert_eq!(texts(&mut hub.subscribe(1)), Vec::<String>::new());
}

#[tokio::test]
async fn large_signals_are_bounded_by_their_bytes() {
    let hub = SignalHub::default();
    let (mut slow, mut quick) = (hub.subscribe(100), hub.subscribe(100));
    let large = "x".repeat(MOST_WAITING_BYTES);
    for number in 0..3 {
        hub.emit("large", &large);
        assert!(quick.recv().await.is_some(), "{number}");
    }
    assert!(slow.recv().await.is_some());
    assert!(slow.recv().await.is_none());
}
