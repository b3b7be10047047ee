use futures::FutureExt as _;

use super::*;

fn is_evicted(connection: &Connection) -> bool {
    connection.evicted().now_or_never().is_some()
}

#[test]
fn a_closed_connection_leaves_its_place() {
    let all = Connections::new(1);
    let first = all.admit().unwrap();
    first.enter(Phase::Busy);
    assert!(all.admit().is_none());
    drop(first);
    assert!(all.admit().is_some());
}

#[test]
fn who_sends_the_longest_without_asking_anything_goes_first() {
    let all = Connections::new(4);
    let connections: Vec<_> = (0..4).map(|_| all.admit().unwrap()).collect();
    connections[0].enter(Phase::Busy);
    connections[1].enter(Phase::Idle);
    let newest = all.admit().unwrap();
    assert!(is_evicted(&connections[2]));
    assert!(!is_evicted(&connections[3]));
    newest.enter(Phase::Busy);
    connections[3].enter(Phase::Body);
    all.admit().unwrap().enter(Phase::Busy);
    assert!(is_evicted(&connections[3]));
    assert!(!is_evicted(&connections[1]));
}

#[test]
fn nobody_busy_has_to_go() {
    let all = Connections::new(2);
    let busy: Vec<_> = (0..2).map(|_| all.admit().unwrap()).collect();
    busy.iter().for_each(|connection| connection.enter(Phase::Busy));
    assert!(all.admit().is_none());
    assert!(busy.iter().all(|connection| !is_evicted(connection)));
}

#[tokio::test]
async fn the_end_of_the_last_connection_is_noticed() {
    let all = Connections::new(2);
    let (one, two) = (all.admit().unwrap(), all.admit().unwrap());
    let mut closed = Box::pin(all.all_closed());
    assert!(closed.as_mut().now_or_never().is_none());
    drop(one);
    assert!(closed.as_mut().now_or_never().is_none());
    drop(two);
    closed.await;
}
