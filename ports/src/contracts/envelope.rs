//! The contract of [`EnvelopeStore`].

use crate::EnvelopeStore;

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn EnvelopeStore>) {
    a_marked_envelope_is_processed(&mut *make());
    pruning_forgets_what_was_handled_before(&mut *make());
    symmetric_keys_are_found_by_name(&mut *make());
}

fn a_marked_envelope_is_processed(store: &mut dyn EnvelopeStore) {
    assert!(!store.envelope_processed(&[1; 32]).unwrap());
    store.mark_envelope_processed(&[1; 32], 1).unwrap();
    store.mark_envelope_processed(&[1; 32], 2).unwrap();
    assert!(store.envelope_processed(&[1; 32]).unwrap());
    assert!(!store.envelope_processed(&[2; 32]).unwrap());
}

fn pruning_forgets_what_was_handled_before(store: &mut dyn EnvelopeStore) {
    for (hash, at) in [(1, 10), (2, 20), (3, 30)] {
        store.mark_envelope_processed(&[hash; 32], at).unwrap();
    }
    store.prune_processed_envelopes(20).unwrap();
    let left = [1, 2, 3].map(|hash| store.envelope_processed(&[hash; 32]).unwrap());
    assert_eq!(left, [false, true, true]);
}

fn symmetric_keys_are_found_by_name(store: &mut dyn EnvelopeStore) {
    assert_eq!(store.find_symmetric_key("a").unwrap(), None);
    store.save_symmetric_key("a", &[1; 32]).unwrap();
    store.save_symmetric_key("b", &[3; 32]).unwrap();
    store.save_symmetric_key("a", &[2; 32]).unwrap();
    assert_eq!(store.find_symmetric_key("a").unwrap(), Some([2; 32]));
    assert_eq!(store.find_symmetric_key("b").unwrap(), Some([3; 32]));
    store.remove_symmetric_key("a").unwrap();
    store.remove_symmetric_key("c").unwrap();
    assert_eq!(store.find_symmetric_key("a").unwrap(), None);
    assert_eq!(store.find_symmetric_key("b").unwrap(), Some([3; 32]));
}
