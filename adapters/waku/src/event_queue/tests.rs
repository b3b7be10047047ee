use status_ports::{Peers, WakuEvent};

use super::{CHANNEL_CAPACITY, EventQueue, MAX_WAITING, MAX_WAITING_BYTES};

fn message(byte: u8, length: usize) -> WakuEvent {
    WakuEvent::Message { pubsub_topic: "topic".into(), message: vec![byte; length] }
}

fn health(mesh_size: usize) -> WakuEvent {
    WakuEvent::TopicHealthChanged { pubsub_topic: "topic".into(), mesh_size }
}

#[tokio::test]
async fn events_of_a_slow_consumer_wait_in_order() {
    let (mut queue, mut receiver) = EventQueue::new();
    let count = CHANNEL_CAPACITY + 10;
    for byte in 0..count {
        queue.push(message(u8::try_from(byte).unwrap(), 1));
    }
    for byte in 0..count {
        assert_eq!(receiver.recv().await, Some(message(u8::try_from(byte).unwrap(), 1)));
        if queue.is_waiting() {
            queue.hand_over().await;
        }
    }
    assert!(!queue.is_waiting());
    assert_eq!(queue.waiting_bytes, 0);
}

#[test]
fn waiting_is_bounded_by_count_and_by_bytes() {
    for (length, expected) in [(1, MAX_WAITING), (MAX_WAITING_BYTES / 4, 4)] {
        let (mut queue, _receiver) = EventQueue::new();
        for _ in 0..CHANNEL_CAPACITY {
            queue.push(health(0));
        }
        for _ in 0..expected + 3 {
            queue.push(message(0, length));
        }
        assert_eq!((queue.waiting.len(), queue.dropped), (expected, 3));
        queue.push(health(1));
        assert_eq!(queue.waiting.back(), Some(&health(1)));
    }
}

#[test]
fn only_the_newest_state_waits() {
    let (mut queue, _receiver) = EventQueue::new();
    for _ in 0..CHANNEL_CAPACITY {
        queue.push(health(0));
    }
    for size in 1..5 {
        queue.push(health(size));
        queue.push(WakuEvent::ConnectionChanged { peers: Peers::new() });
    }
    assert_eq!(queue.waiting, [health(4), WakuEvent::ConnectionChanged { peers: Peers::new() }]);
}

#[tokio::test]
async fn a_consumer_that_left_costs_nothing() {
    let (mut queue, receiver) = EventQueue::new();
    for _ in 0..=CHANNEL_CAPACITY {
        queue.push(message(0, 1));
    }
    drop(receiver);
    queue.hand_over().await;
    assert!(!queue.is_waiting());
    queue.push(message(0, 1));
    assert!(!queue.is_waiting());
}
