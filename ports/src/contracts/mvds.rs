//! The contract of [`MvdsStore`].

use crate::{CompressedKey, MvdsAckRecord, MvdsStateKind, MvdsStateRecord, MvdsStore};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn MvdsStore>) {
    a_state_is_added_once_and_comes_back_whole(&mut *make());
    states_of_peers_are_apart(&mut *make());
    due_states_come_by_time_then_in_the_order_of_adding(&mut *make());
    scheduling_moves_a_state(&mut *make());
    states_of_one_peer_are_brought_forward(&mut *make());
    acks_come_by_peer_once_each(&mut *make());
    an_arrival_is_new_once_per_peer(&mut *make());
    pruning_forgets_old_arrivals(&mut *make());
}

const ALICE: CompressedKey = [2; 33];
const BOBBY: CompressedKey = [3; 33];

fn state(id: u8, peer: CompressedKey, next_send_at: u64) -> MvdsStateRecord {
    MvdsStateRecord {
        message_id: [id; 32],
        peer,
        kind: MvdsStateKind::Message,
        group_id: [id; 32],
        timestamp_seconds: -1,
        body: vec![id, 0, 255],
        created_at: 1_700_000_000_000,
        send_count: 0,
        next_send_at,
    }
}

fn ids(states: &[MvdsStateRecord]) -> Vec<u8> {
    states.iter().map(|state| state.message_id[0]).collect()
}

fn a_state_is_added_once_and_comes_back_whole(store: &mut dyn MvdsStore) {
    let first = state(1, ALICE, 10);
    assert!(store.add_mvds_state(&first).unwrap());
    assert!(!store.add_mvds_state(&MvdsStateRecord { body: vec![], ..state(1, ALICE, 20) }).unwrap());
    assert_eq!(store.find_mvds_state(&[1; 32], &ALICE).unwrap(), Some(first));
    let request = MvdsStateRecord { kind: MvdsStateKind::Request, body: vec![], ..state(2, ALICE, 10) };
    assert!(store.add_mvds_state(&request).unwrap());
    assert_eq!(store.find_mvds_state(&[2; 32], &ALICE).unwrap(), Some(request));
}

fn states_of_peers_are_apart(store: &mut dyn MvdsStore) {
    store.add_mvds_state(&state(1, ALICE, 10)).unwrap();
    assert_eq!(store.find_mvds_state(&[1; 32], &BOBBY).unwrap(), None);
    assert!(!store.remove_mvds_state(&[1; 32], &BOBBY).unwrap());
    assert!(store.add_mvds_state(&state(1, BOBBY, 11)).unwrap());
    assert!(store.remove_mvds_state(&[1; 32], &ALICE).unwrap());
    assert!(!store.remove_mvds_state(&[1; 32], &ALICE).unwrap());
    assert_eq!(store.find_mvds_state(&[1; 32], &BOBBY).unwrap(), Some(state(1, BOBBY, 11)));
}

fn due_states_come_by_time_then_in_the_order_of_adding(store: &mut dyn MvdsStore) {
    assert_eq!(store.next_mvds_send_at().unwrap(), None);
    for (id, at) in [(9, 10), (1, 10), (5, 30), (7, 20), (3, 10)] {
        store.add_mvds_state(&state(id, if id == 1 { BOBBY } else { ALICE }, at)).unwrap();
    }
    assert_eq!(store.next_mvds_send_at().unwrap(), Some(10));
    assert_eq!(ids(&store.due_mvds_states(9, 10).unwrap()), [0_u8; 0]);
    assert_eq!(ids(&store.due_mvds_states(10, 10).unwrap()), [9, 1, 3]);
    assert_eq!(ids(&store.due_mvds_states(29, 10).unwrap()), [9, 1, 3, 7]);
    assert_eq!(ids(&store.due_mvds_states(u64::MAX >> 1, 2).unwrap()), [9, 1]);
}

fn scheduling_moves_a_state(store: &mut dyn MvdsStore) {
    store.add_mvds_state(&state(1, ALICE, 10)).unwrap();
    store.schedule_mvds_state(&[1; 32], &ALICE, 3, 50).unwrap();
    store.schedule_mvds_state(&[1; 32], &BOBBY, 3, 50).unwrap();
    let moved = MvdsStateRecord { send_count: 3, ..state(1, ALICE, 50) };
    assert_eq!(store.due_mvds_states(49, 10).unwrap(), []);
    assert_eq!(store.due_mvds_states(50, 10).unwrap(), [moved]);
    assert_eq!(store.next_mvds_send_at().unwrap(), Some(50));
}

fn states_of_one_peer_are_brought_forward(store: &mut dyn MvdsStore) {
    for (id, peer, at) in [(1, ALICE, 100), (2, BOBBY, 100), (3, ALICE, 5), (4, ALICE, 90), (5, ALICE, 80)] {
        store.add_mvds_state(&state(id, peer, at)).unwrap();
    }
    assert_eq!(store.bring_forward_mvds_states(&ALICE, 10, 2).unwrap(), 2);
    assert_eq!(ids(&store.due_mvds_states(10, 10).unwrap()), [3, 1, 4]);
    assert_eq!(store.bring_forward_mvds_states(&ALICE, 10, 2).unwrap(), 1);
    assert_eq!(store.bring_forward_mvds_states(&ALICE, 10, 2).unwrap(), 0);
    assert_eq!(ids(&store.due_mvds_states(100, 10).unwrap()), [3, 1, 4, 5, 2]);
}

fn acks_come_by_peer_once_each(store: &mut dyn MvdsStore) {
    let ack = |peer, id| MvdsAckRecord { peer, message_id: [id; 32] };
    let added = [ack(BOBBY, 3), ack(ALICE, 9), ack(BOBBY, 1), ack(ALICE, 2), ack(BOBBY, 3)];
    for ack in &added {
        store.add_mvds_ack(ack).unwrap();
    }
    assert_eq!(store.mvds_acks(10).unwrap(), [ack(ALICE, 9), ack(ALICE, 2), ack(BOBBY, 3), ack(BOBBY, 1)]);
    assert_eq!(store.mvds_acks(3).unwrap().len(), 3);
    store.remove_mvds_acks(&[ack(ALICE, 9), ack(BOBBY, 3), ack(ALICE, 200)]).unwrap();
    assert_eq!(store.mvds_acks(10).unwrap(), [ack(ALICE, 2), ack(BOBBY, 1)]);
    store.remove_mvds_acks(&[]).unwrap();
}

fn an_arrival_is_new_once_per_peer(store: &mut dyn MvdsStore) {
    assert!(!store.mvds_received(&[1; 32], &ALICE).unwrap());
    assert!(store.mark_mvds_received(&[1; 32], &ALICE, 5).unwrap());
    assert!(!store.mark_mvds_received(&[1; 32], &ALICE, 6).unwrap());
    assert!(store.mvds_received(&[1; 32], &ALICE).unwrap());
    assert!(!store.mvds_received(&[1; 32], &BOBBY).unwrap());
    assert!(store.mark_mvds_received(&[1; 32], &BOBBY, 5).unwrap());
}

fn pruning_forgets_old_arrivals(store: &mut dyn MvdsStore) {
    store.mark_mvds_received(&[1; 32], &ALICE, 9).unwrap();
    store.mark_mvds_received(&[1; 32], &ALICE, 20).unwrap();
    store.mark_mvds_received(&[2; 32], &ALICE, 10).unwrap();
    store.prune_mvds_received(10).unwrap();
    assert!(!store.mvds_received(&[1; 32], &ALICE).unwrap());
    assert!(store.mvds_received(&[2; 32], &ALICE).unwrap());
}
