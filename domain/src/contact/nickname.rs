//! Names that we give to others.

use crate::crypto::PublicKey;
use crate::messaging::{CommandError, Context, Decision, Outcome};

/// Gives a nickname; the empty one takes it away.
///
/// # Errors
/// [`CommandError::Storage`].
pub fn set_local_nickname(context: &mut Context<'_>, key: &PublicKey, nickname: &str) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let mut contact = decision.contact(key)?;
    nickname.clone_into(&mut contact.local_nickname);
    contact.last_updated_locally = decision.context.now;
    decision.save_contact(contact)?;
    decision.outcome.listen_to.push(*key);
    Ok(decision.outcome)
}
