//! People: who asked whom to be contacts, who is blocked, what they call themselves
//! (specification: messaging, sections 10, 11 and 15.3).

mod accept;
mod block;
mod ens_claim;
mod identity;
mod mutual_state;
mod name;
mod nickname;
mod received;
mod remove;
mod request;
mod settle;
mod state;
mod trust;
mod update;
mod verification;

pub use accept::{
    accept_contact_request, accept_latest_contact_request, decline_contact_request, dismiss_latest_contact_request,
};
pub use block::{block_contact, block_contact_keeping_messages, unblock_contact};
pub use ens_claim::{due_ens_claims, next_ens_check, settle_ens_claims, verify_ens_name};
pub use identity::{IdentityError, shown_picture, shown_pictures};
pub use name::{contact_alias, primary_name, secondary_name};
pub use nickname::set_local_nickname;
pub use remove::{remove_contact, retract_contact_request};
pub use request::{AddContact, add_contact, send_contact_request};
pub use state::{ContactRequests, ShownContactRequestState, default_contact_request_id, unknown_contact};
pub use trust::{mark_as_trusted, mark_as_untrustworthy, remove_trust, remove_trust_verification};
pub use update::{AboutUs, send_contact_update_to, send_contact_updates};
pub use verification::{
    VerificationError, VerificationStatus, answer_verification, cancel_verification, decline_verification,
    latest_verification, received_verifications, request_verification, trust_answer,
};

pub(crate) use ens_claim::{claim_by_message, confirm_by_client};
pub(crate) use identity::{
    handle_chat_identity, handle_contact_code, identity_beside_contact_code, send_identity, send_identity_if_due,
    send_identity_to_public_chat,
};
pub(crate) use mutual_state::{By, MutualState, mutual_state_message};
pub(crate) use received::{handle_accept, handle_retract, tell_of_acceptance};
pub(crate) use settle::{raise_default_request, settle, supersede};
pub(crate) use state::{propagated_state, stands_otherwise};
pub(crate) use update::{handle_contact_update, send_contact_update};
pub(crate) use verification::{
    handle_verification_answer, handle_verification_cancellation, handle_verification_refusal,
    handle_verification_request,
};

use status_ports::{ChatRecord, ContactRecord, UnixMillis};

use crate::chat::next_clock;

/// The next clock of a chat that is newer than both sides of the request too, wherever their clocks came from: chats are
/// removed, and what was decided is not.
fn contact_clock(chat: &mut ChatRecord, contact: &ContactRecord, now: UnixMillis) -> u64 {
    let known = contact.local_clock.max(contact.remote_clock);
    chat.last_clock_value = next_clock(chat, now).max(known.saturating_add(1));
    chat.last_clock_value
}

#[cfg(test)]
mod tests;
