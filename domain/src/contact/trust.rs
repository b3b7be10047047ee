//! What we say of the keys of others.

use status_ports::TrustStatus;

use super::ContactRequests as _;
use crate::crypto::PublicKey;
use crate::messaging::{CommandError, Context, Decision, Outcome};

/// Says that a key is who it claims to be.
///
/// # Errors
/// [`CommandError::Storage`].
pub fn mark_as_trusted(context: &mut Context<'_>, key: &PublicKey) -> Result<Outcome, CommandError> {
    save(context, key, TrustStatus::Trusted)
}

/// Says that a key is not who it claims to be.
///
/// # Errors
/// [`CommandError::Storage`].
pub fn mark_as_untrustworthy(context: &mut Context<'_>, key: &PublicKey) -> Result<Outcome, CommandError> {
    save(context, key, TrustStatus::Untrustworthy)
}

/// Takes back what was said of a key.
///
/// # Errors
/// [`CommandError::Storage`].
pub fn remove_trust(context: &mut Context<'_>, key: &PublicKey) -> Result<Outcome, CommandError> {
    save(context, key, TrustStatus::Unknown)
}

/// Takes back what was said of a key, and that the person was verified.
///
/// Only contacts are verified: of somebody else what was said is taken back all the same, and the client told so.
///
/// # Errors
/// [`CommandError::Storage`].
pub fn remove_trust_verification(context: &mut Context<'_>, key: &PublicKey) -> Result<Outcome, CommandError> {
    let mut outcome = save(context, key, TrustStatus::Unknown)?;
    let mut decision = Decision::new(context);
    let mut contact = decision.contact(key)?;
    if !contact.is_mutual() {
        outcome.refusal = Some("must be a mutual contact");
        return Ok(outcome);
    }
    contact.verification_status = 0;
    contact.last_updated_locally = decision.context.now;
    decision.save_contact(contact)?;
    outcome.merge(decision.outcome);
    Ok(outcome)
}

fn save(context: &mut Context<'_>, key: &PublicKey, status: TrustStatus) -> Result<Outcome, CommandError> {
    let key = key.to_compressed();
    context.stores.save_trust_status(&key, status, context.now)?;
    let mut outcome = Outcome::default();
    outcome.trust.insert(key, status);
    Ok(outcome)
}
