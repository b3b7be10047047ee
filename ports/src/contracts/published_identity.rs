//! The contract of [`PublishedIdentityStore`].

use crate::{IdentitySent, PublishedIdentityStore};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn PublishedIdentityStore>) {
    let mut store = make();
    assert_eq!(store.published_identity().unwrap(), None);
    for published in [IdentitySent { hash: [1; 32], at: u64::MAX }, IdentitySent { hash: [2; 32], at: 0 }] {
        store.save_published_identity(&published).unwrap();
        assert_eq!(store.published_identity().unwrap(), Some(published));
    }
}
