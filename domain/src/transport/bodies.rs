//! Messages of one datasync payload, opened while earlier ones are decided.
//!
//! Who signed a message is the most expensive thing about it that does not depend on what came before. Whoever helps
//! begins with the last one and the caller with the first, so that nobody waits for the other.

use std::sync::{Arc, OnceLock};

use status_ports::Workers;

use crate::crypto::PublicKey;
use crate::envelope::{ApplicationMessage, ApplicationMessageError};

/// Fewer are opened where they are decided: handing them out costs more.
const MIN_BODIES: usize = 4;

type Opened = Result<ApplicationMessage, ApplicationMessageError>;

/// A message, and what it was found to be.
struct Body {
    bytes: Vec<u8>,
    opened: OnceLock<Opened>,
}

impl Body {
    fn open(&self, envelope_signer: &PublicKey) -> &Opened {
        self.opened.get_or_init(|| ApplicationMessage::open(&self.bytes, envelope_signer))
    }
}

/// The messages of a payload, in order.
pub(super) struct Bodies {
    bodies: Arc<[Body]>,
    envelope_signer: PublicKey,
}

impl Bodies {
    /// Begins to open them, if there is somebody who helps.
    pub(super) fn new(bodies: Vec<Vec<u8>>, envelope_signer: PublicKey, workers: Option<&dyn Workers>) -> Self {
        let bodies: Arc<[Body]> = bodies.into_iter().map(|bytes| Body { bytes, opened: OnceLock::new() }).collect();
        if let Some(workers) = workers.filter(|_| bodies.len() >= MIN_BODIES) {
            let bodies = Arc::clone(&bodies);
            workers.begin(Box::new(move || {
                for body in bodies.iter().rev() {
                    // The other side has decided all of them, or given up.
                    if Arc::strong_count(&bodies) == 1 {
                        break;
                    }
                    body.open(&envelope_signer);
                }
            }));
        }
        Self { bodies, envelope_signer }
    }

    /// Each of them, opened.
    pub(super) fn opened(&self) -> impl Iterator<Item = Opened> {
        self.bodies.iter().map(|body| body.open(&self.envelope_signer).clone())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use status_memory::{ImmediateWorkers, SeededEntropy};
    use status_proto::status::application_metadata_message::Type;

    use super::*;
    use crate::crypto::PrivateKey;

    /// Nobody ever has time.
    struct Busy;

    impl Workers for Busy {
        fn begin(&self, _: Box<dyn FnOnce() + Send>) {}
    }

    proptest! {
        #[test]
        fn who_helps_changes_nothing(
            texts in prop::collection::vec((any::<bool>(), prop::collection::vec(any::<u8>(), 0..20)), 0..12),
        ) {
            let key = PrivateKey::generate(&mut SeededEntropy::new(1));
            let signer = PrivateKey::generate(&mut SeededEntropy::new(2)).public_key();
            let wrap = |(is_sound, text): (bool, Vec<u8>)| match is_sound {
                true => ApplicationMessage::wrap(Type::ChatMessage, text, &key),
                false => text,
            };
            let bodies: Vec<Vec<u8>> = texts.into_iter().map(wrap).collect();
            let expected: Vec<Opened> = bodies.iter().map(|body| ApplicationMessage::open(body, &signer)).collect();
            let workers: [Option<&dyn Workers>; 3] = [None, Some(&ImmediateWorkers), Some(&Busy)];
            for workers in workers {
                let opened: Vec<Opened> = Bodies::new(bodies.clone(), signer, workers).opened().collect();
                prop_assert_eq!(&opened, &expected);
            }
        }
    }
}
