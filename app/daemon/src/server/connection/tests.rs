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
fn who_sends_the_longest_goes_first_then_who_may_ask_again() {
    let all = Connections::new(4);
    let phases = [Phase::Busy, Phase::Idle, Phase::Body, Phase::Head];
    let connections = phases.map(|phase| {
        let connection = all.admit().unwrap();
        connection.enter(phase);
        connection
    });
    let busy: Vec<_> = [2, 3, 1]
        .into_iter()
        .map(|goes| {
            let newcomer = all.admit().unwrap();
            newcomer.enter(Phase::Busy);
            assert!(is_evicted(&connections[goes]), "{goes}");
            newcomer
        })
        .collect();
    assert!(all.admit().is_none());
    assert!(!is_evicted(&connections[0]) && !busy.iter().any(|connection| is_evicted(connection)));
}

#[test]
fn a_newcomer_is_not_pushed_out_by_the_next_one() {
    let all = Connections::new(3);
    let slow: Vec<_> = (0..3).map(|_| all.admit().unwrap()).collect();
    slow.iter().for_each(|connection| connection.enter(Phase::Body));
    let (first, second) = (all.admit().unwrap(), all.admit().unwrap());
    assert!(!is_evicted(&first) && !is_evicted(&second));
    assert!(is_evicted(&slow[0]) && is_evicted(&slow[1]));
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
