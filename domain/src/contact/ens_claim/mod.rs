//! Names of the Ethereum Name Service that people say they have (specification: messaging, sections 9.1 and 10). Anybody can
//! say so: a name counts once the chain has confirmed it.

#[cfg(test)]
mod tests;

use status_ports::{ContactRecord, EnsClaimRecord, ProfileTransaction, StorageError, UnixMillis};

use super::unknown_contact;
use crate::crypto::PublicKey;
use crate::messaging::{CommandError, Context, Decision, Outcome};
use crate::wallet::check_ens_name;

/// Bytes of a name.
pub(super) const MAX_ENS_NAME: usize = 255;
/// After so many checks that did not confirm it, a name is not checked any more.
const MAX_FAILURES: u32 = 11;
/// The pause after a check is this, doubled with every check that did not confirm the name: one minute to nine hours.
const BACKOFF_S: u64 = 30;

fn may_be_a_name(name: &str) -> bool {
    name.len() <= MAX_ENS_NAME && check_ens_name(name).is_ok()
}

/// A message says what its author is called. The name is shown once it was checked.
pub(crate) fn claim_by_message(
    decision: &mut Decision<'_, '_>,
    contact: &mut ContactRecord,
    name: &str,
    clock: u64,
) -> Result<(), StorageError> {
    if !may_be_a_name(name) || (contact.ens_verified && contact.ens_name == name) {
        return Ok(());
    }
    let known = decision.context.stores.find_ens_claim(&contact.public_key)?;
    if known.is_some_and(|known| known.clock >= clock || known.name == name) {
        return Ok(());
    }
    contact.ens_verified = false;
    claim(decision, contact, name, clock)
}

/// A person says what they are called now, if anything.
pub(super) fn claim_by_update(
    decision: &mut Decision<'_, '_>,
    contact: &mut ContactRecord,
    name: &str,
    clock: u64,
) -> Result<(), StorageError> {
    let name = if name.len() <= MAX_ENS_NAME { name } else { "" };
    if contact.ens_verified && contact.ens_name == name {
        return Ok(());
    }
    let known = decision.context.stores.find_ens_claim(&contact.public_key)?;
    if known.as_ref().is_some_and(|known| known.clock > clock) {
        return Ok(());
    }
    name.clone_into(&mut contact.ens_name);
    contact.ens_verified = false;
    let is_new = known.map_or(!name.is_empty(), |known| known.name != name);
    if is_new { claim(decision, contact, name, clock) } else { Ok(()) }
}

fn claim(decision: &mut Decision<'_, '_>, contact: &ContactRecord, name: &str, clock: u64) -> Result<(), StorageError> {
    let check_at = may_be_a_name(name).then_some(decision.context.now / 1000);
    decision.outcome.check_ens_names |= check_at.is_some();
    let public_key = contact.public_key;
    decision.context.stores.save_ens_claim(&EnsClaimRecord {
        public_key,
        name: name.to_owned(),
        clock,
        failures: 0,
        check_at,
    })
}

/// The client checked that a name is a person's.
pub(crate) fn confirm_by_client(
    decision: &mut Decision<'_, '_>,
    contact: &mut ContactRecord,
    name: &str,
) -> Result<(), CommandError> {
    if !may_be_a_name(name) {
        return Err(CommandError::InvalidEnsName);
    }
    name.clone_into(&mut contact.ens_name);
    contact.ens_verified = true;
    let public_key = contact.public_key;
    let known = decision.context.stores.find_ens_claim(&public_key)?;
    let clock = known.map_or(0, |known| known.clock).max(decision.context.now);
    let confirmed = EnsClaimRecord { public_key, name: name.to_owned(), clock, failures: 0, check_at: None };
    Ok(decision.context.stores.save_ens_claim(&confirmed)?)
}

/// The client checked that an ENS name is a contact's.
///
/// # Errors
/// [`CommandError::ContactNotFound`] if nothing is known of the person, [`CommandError::InvalidEnsName`] for a name that
/// is none, or [`CommandError::Storage`].
pub fn verify_ens_name(context: &mut Context<'_>, key: &PublicKey, name: &str) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let found = decision.context.stores.find_contact(&key.to_compressed())?;
    let mut contact = found.ok_or(CommandError::ContactNotFound)?;
    confirm_by_client(&mut decision, &mut contact, name)?;
    decision.save_contact(contact)?;
    Ok(decision.outcome)
}

/// A portion of the claims that are to be checked now, those that wait longest first.
///
/// # Errors
/// [`StorageError`].
pub fn due_ens_claims(
    stores: &mut dyn ProfileTransaction,
    now: UnixMillis,
) -> Result<Vec<EnsClaimRecord>, StorageError> {
    stores.due_ens_claims(now / 1000)
}

/// When the first claim is to be checked; `None` if there is none.
///
/// # Errors
/// [`StorageError`].
pub fn next_ens_check(stores: &mut dyn ProfileTransaction) -> Result<Option<UnixMillis>, StorageError> {
    Ok(stores.next_ens_check()?.map(|at| at.saturating_mul(1000)))
}

/// Takes what the chain said of claims: whether the name is the person's. What somebody claimed anew meanwhile is to be
/// checked anew.
///
/// # Errors
/// [`StorageError`].
pub fn settle_ens_claims(
    context: &mut Context<'_>,
    checked: Vec<(EnsClaimRecord, bool)>,
) -> Result<Outcome, StorageError> {
    let mut decision = Decision::new(context);
    for (claim, is_confirmed) in checked {
        if decision.context.stores.find_ens_claim(&claim.public_key)?.as_ref() == Some(&claim) {
            settle_claim(&mut decision, claim, is_confirmed)?;
        }
    }
    Ok(decision.outcome)
}

fn settle_claim(
    decision: &mut Decision<'_, '_>,
    claim: EnsClaimRecord,
    is_confirmed: bool,
) -> Result<(), StorageError> {
    let found = decision.context.stores.find_contact(&claim.public_key)?;
    let mut contact = found.unwrap_or_else(|| unknown_contact(claim.public_key));
    if (&contact.ens_name, contact.ens_verified) != (&claim.name, is_confirmed) {
        contact.ens_name.clone_from(&claim.name);
        contact.ens_verified = is_confirmed;
        decision.save_contact(contact)?;
    }
    let failures = if is_confirmed { claim.failures } else { claim.failures.saturating_add(1) };
    let is_settled = is_confirmed || failures >= MAX_FAILURES;
    let pause_s = BACKOFF_S.saturating_mul(2_u64.saturating_pow(failures));
    let check_at = (!is_settled).then_some((decision.context.now / 1000).saturating_add(pause_s));
    decision.context.stores.save_ens_claim(&EnsClaimRecord { failures, check_at, ..claim })
}
