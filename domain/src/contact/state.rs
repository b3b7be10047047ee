//! The state of a contact request: two sides, each with its own Lamport clock.

use status_ports::{CompressedKey, ContactRecord, ContactRequestState};
use status_proto::status::ContactRequestPropagatedState;

use crate::crypto::PublicKey;
use crate::identity::CustomizationColor;

/// What follows from a change that somebody else made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Processed {
    /// It was newer than what was known.
    pub processed: bool,
    /// They ask to be our contact, and had not asked before.
    pub new_request: bool,
    /// They do not know our state: tell them.
    pub send_back: bool,
}

/// The state as clients are shown it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ShownContactRequestState {
    /// Nothing asked.
    None = 0,
    /// Both asked, or one asked and the other accepted.
    Mutual = 1,
    /// We asked.
    Sent = 2,
    /// They asked.
    Received = 3,
    /// They asked, we said no.
    Dismissed = 4,
}

/// The rules of a contact request.
pub trait ContactRequests {
    /// We asked or accepted.
    fn is_added(&self) -> bool;
    /// They asked or accepted.
    fn has_added_us(&self) -> bool;
    /// Both asked or accepted.
    fn is_mutual(&self) -> bool;
    /// Mutual and not blocked.
    fn is_active(&self) -> bool;
    /// We said no.
    fn is_dismissed(&self) -> bool;
    /// Both sides in one.
    fn shown_state(&self) -> ShownContactRequestState;

    /// We ask, or accept. `false` if the clock is not newer than that of our side.
    fn send_request(&mut self, clock: u64) -> bool;
    /// We take it back. Everything of either side up to the clock is void.
    fn retract_request(&mut self, clock: u64) -> bool;
    /// We say no.
    fn dismiss_request(&mut self, clock: u64) -> bool;
    /// They ask, or accept.
    fn receive_request(&mut self, clock: u64) -> Processed;
    /// They take it back.
    fn receive_retraction(&mut self, clock: u64) -> Processed;
    /// They say no, or block us: they do not ask any more. What we ask is asked still.
    fn receive_refusal(&mut self, clock: u64) -> Processed;
    /// They say what they know of both sides.
    fn receive_propagated_state(&mut self, state: &ContactRequestPropagatedState) -> Processed;
    /// We block them.
    fn block(&mut self, clock: u64);
    /// We let them again, and begin anew.
    fn unblock(&mut self, clock: u64);
}

impl ContactRequests for ContactRecord {
    fn is_added(&self) -> bool {
        self.local_state == ContactRequestState::Sent
    }

    fn has_added_us(&self) -> bool {
        self.remote_state == ContactRequestState::Received
    }

    fn is_mutual(&self) -> bool {
        self.is_added() && self.has_added_us()
    }

    fn is_active(&self) -> bool {
        self.is_mutual() && !self.blocked
    }

    fn is_dismissed(&self) -> bool {
        self.local_state == ContactRequestState::Dismissed
    }

    fn shown_state(&self) -> ShownContactRequestState {
        if self.is_mutual() {
            ShownContactRequestState::Mutual
        } else if self.is_dismissed() {
            ShownContactRequestState::Dismissed
        } else if self.is_added() {
            ShownContactRequestState::Sent
        } else if self.has_added_us() {
            ShownContactRequestState::Received
        } else {
            ShownContactRequestState::None
        }
    }

    fn send_request(&mut self, clock: u64) -> bool {
        if clock <= self.local_clock {
            return false;
        }
        self.local_clock = clock;
        self.local_state = ContactRequestState::Sent;
        self.removed = false;
        true
    }

    fn retract_request(&mut self, clock: u64) -> bool {
        if clock <= self.local_clock {
            return false;
        }
        self.local_clock = clock;
        self.local_state = ContactRequestState::None;
        self.remote_clock = clock;
        self.remote_state = ContactRequestState::None;
        self.removed = true;
        true
    }

    fn dismiss_request(&mut self, clock: u64) -> bool {
        if clock <= self.local_clock {
            return false;
        }
        self.local_clock = clock;
        self.local_state = ContactRequestState::Dismissed;
        true
    }

    fn receive_request(&mut self, clock: u64) -> Processed {
        if clock <= self.remote_clock {
            return Processed::default();
        }
        let new_request = self.remote_state == ContactRequestState::None;
        self.remote_clock = clock;
        self.remote_state = ContactRequestState::Received;
        Processed { processed: true, new_request, send_back: false }
    }

    fn receive_retraction(&mut self, clock: u64) -> Processed {
        if clock <= self.remote_clock {
            return Processed::default();
        }
        // What we refused stays refused, and what we asked since was not taken back with it.
        if !self.is_dismissed() && clock >= self.local_clock {
            self.local_clock = clock;
            self.local_state = ContactRequestState::None;
        }
        self.remote_clock = clock;
        self.remote_state = ContactRequestState::None;
        Processed { processed: true, ..Processed::default() }
    }

    fn receive_refusal(&mut self, clock: u64) -> Processed {
        if clock <= self.remote_clock {
            return Processed::default();
        }
        self.remote_clock = clock;
        self.remote_state = ContactRequestState::None;
        Processed { processed: true, ..Processed::default() }
    }

    fn receive_propagated_state(&mut self, state: &ContactRequestPropagatedState) -> Processed {
        // Their view: what is local there is remote here.
        let (expected, expected_clock) = (state.remote_state, state.remote_clock);
        let (theirs, their_clock) = (state.local_state, state.local_clock);
        let mut outcome = Processed::default();
        // That we declined is not for them to know.
        if expected_clock < self.local_clock && !self.is_dismissed() && !says(expected, self.local_state) {
            outcome = Processed { processed: true, send_back: true, ..outcome };
        }
        // A newer state of ours is believed only where it is "none": either side can bring that about. At the same time,
        // it goes before what we asked.
        let is_void = expected == number(ContactRequestState::None) && !self.is_dismissed();
        if is_void && (expected_clock > self.local_clock || (expected_clock == self.local_clock && self.is_added())) {
            outcome.processed = true;
            self.local_clock = expected_clock;
            self.local_state = ContactRequestState::None;
            self.remote_state = ContactRequestState::None;
        }
        let theirs = if theirs == number(ContactRequestState::Sent) {
            self.receive_request(their_clock)
        } else if theirs == number(ContactRequestState::None) {
            self.receive_retraction(their_clock)
        } else if theirs == number(ContactRequestState::Dismissed) {
            self.receive_refusal(their_clock)
        } else {
            Processed::default()
        };
        outcome.processed |= theirs.processed;
        outcome.new_request |= theirs.new_request;
        outcome
    }

    fn block(&mut self, clock: u64) {
        self.blocked = true;
        self.dismiss_request(clock);
        self.removed = true;
    }

    fn unblock(&mut self, clock: u64) {
        self.blocked = false;
        self.retract_request(clock);
    }
}

/// Whether their number for a state of ours says the same: what is sent here is received there.
const fn says(theirs: u64, ours: ContactRequestState) -> bool {
    match ours {
        ContactRequestState::Sent => {
            theirs == number(ContactRequestState::Sent) || theirs == number(ContactRequestState::Received)
        }
        other => theirs == number(other),
    }
}

/// The number of a state on the wire.
pub(super) const fn number(state: ContactRequestState) -> u64 {
    match state {
        ContactRequestState::None => 0,
        ContactRequestState::Sent => 2,
        ContactRequestState::Received => 3,
        ContactRequestState::Dismissed => 4,
    }
}

/// Whether a request stands otherwise than before.
pub(crate) fn stands_otherwise(before: &ContactRecord, after: &ContactRecord) -> bool {
    (before.local_state, before.remote_state) != (after.local_state, after.remote_state)
}

/// What our messages say of both sides.
pub(crate) fn propagated_state(contact: &ContactRecord) -> ContactRequestPropagatedState {
    ContactRequestPropagatedState {
        local_clock: contact.local_clock,
        local_state: number(contact.local_state),
        remote_clock: contact.remote_clock,
        remote_state: number(contact.remote_state),
    }
}

/// A person of whom only the key is known.
#[must_use]
pub fn unknown_contact(public_key: CompressedKey) -> ContactRecord {
    ContactRecord {
        public_key,
        ens_name: String::new(),
        ens_verified: false,
        display_name: String::new(),
        local_nickname: String::new(),
        bio: String::new(),
        customization_color: CustomizationColor::Blue.name().to_owned(),
        blocked: false,
        removed: false,
        local_state: ContactRequestState::None,
        local_clock: 0,
        remote_state: ContactRequestState::None,
        remote_clock: 0,
        last_updated: 0,
        last_updated_locally: 0,
        verification_status: 0,
        identity_clock: 0,
    }
}

/// The id of a contact request that came without a message of its own.
#[must_use]
pub fn default_contact_request_id(from: &PublicKey) -> String {
    format!("0x{}20", hex::encode(from.to_uncompressed()))
}
