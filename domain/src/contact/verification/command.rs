//! What we do.

use prost::Message;
use status_ports::{ContactRecord, MessageRecord, OutgoingStatus, TrustStatus, VerificationRecord};
use status_proto::status::application_metadata_message::Type;
use status_proto::status::{
    AcceptContactVerification, CancelContactVerification, DeclineContactVerification, RequestContactVerification,
};

use super::{
    UNVERIFIED, VERIFIED, VERIFYING, VerificationError, VerificationStatus, check_contact, check_length, mark_message,
    mark_quietly, message, save,
};
use crate::chat::next_clock;
use crate::crypto::PublicKey;
use crate::messaging::{CommandError, Context, Decision, Delivery, Outcome};
use crate::notification::{self, VerificationStep};

/// Asks a contact a question.
///
/// # Errors
/// [`CommandError::Verification`] if the question is empty or too long, or the person is no contact;
/// [`CommandError::Storage`].
pub fn request_verification(
    context: &mut Context<'_>,
    key: &PublicKey,
    challenge: &str,
) -> Result<Outcome, CommandError> {
    check_length(challenge, VerificationError::ChallengeLength)?;
    let mut decision = Decision::new(context);
    let mut contact = decision.contact(key)?;
    check_contact(&contact)?;
    let (me, now) = (decision.context.me.to_compressed(), decision.context.now);
    let mut chat = decision.chat_with(key)?;
    let clock = next_clock(&mut chat, now);
    decision.context.stores.save_chat(&chat)?;
    let request = RequestContactVerification { clock, challenge: challenge.to_owned() };
    let id = send(&mut decision, key, Type::RequestContactVerification, &request);

    contact.verification_status = VERIFYING;
    contact.last_updated_locally = now;
    decision.context.stores.save_contact(&contact)?;
    let verification = VerificationRecord {
        id: id.clone(),
        from: me,
        to: contact.public_key,
        challenge: challenge.to_owned(),
        response: String::new(),
        requested_at: clock,
        status: VerificationStatus::Pending as u8,
        replied_at: 0,
    };
    save(&mut decision, verification)?;
    let question = MessageRecord {
        outgoing_status: Some(OutgoingStatus::Sending),
        ..message(&id, key, me, challenge, (clock, now), VerificationStatus::Pending)
    };
    let status = VerificationStatus::Pending as u8;
    notification::raise_verification(&mut decision, &contact, &question, status, true)?;
    decision.save_message(question)?;
    Ok(decision.outcome)
}

/// Takes a question back that waits for its answer.
///
/// # Errors
/// [`CommandError::Verification`] if there is no such question of ours, or it does not wait; [`CommandError::Storage`].
pub fn cancel_verification(context: &mut Context<'_>, id: &str) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let verification = find(&mut decision, id)?;
    if verification.from != decision.context.me.to_compressed() {
        return Err(VerificationError::NotOurs.into());
    }
    if !VerificationStatus::Pending.is_of(&verification) {
        return Err(VerificationError::NotPendingToCancel.into());
    }
    let (key, mut contact) = peer(&mut decision, &verification.to)?;
    let clock = clock(&mut decision, &key)?;
    let cancellation = CancelContactVerification { clock, id: id.to_owned() };
    send(&mut decision, &key, Type::CancelContactVerification, &cancellation);
    contact.verification_status = UNVERIFIED;
    contact.last_updated_locally = decision.context.now;
    mark_quietly(&mut decision, id, VerificationStatus::Canceled)?;
    let step = VerificationStep {
        status: VerificationStatus::Canceled as u8,
        read: true,
        accepted: false,
        dismissed: false,
        answer: None,
    };
    notification::update_verification(&mut decision, &contact, id, step)?;
    save(&mut decision, VerificationRecord { status: VerificationStatus::Canceled as u8, ..verification })?;
    decision.save_contact(contact)?;
    Ok(decision.outcome)
}

/// Answers a question.
///
/// # Errors
/// [`CommandError::Verification`] if the answer is empty or too long, nobody asked us so, or the question does not wait;
/// [`CommandError::Storage`].
pub fn answer_verification(context: &mut Context<'_>, id: &str, response: &str) -> Result<Outcome, CommandError> {
    check_length(response, VerificationError::ResponseLength)?;
    let mut decision = Decision::new(context);
    let (verification, key, contact) = find_question(&mut decision, id)?;
    let (me, now) = (decision.context.me.to_compressed(), decision.context.now);
    let clock = clock(&mut decision, &key)?;
    let acceptance = AcceptContactVerification { clock, id: id.to_owned(), response: response.to_owned() };
    let answer_id = send(&mut decision, &key, Type::AcceptContactVerification, &acceptance);
    let answer = MessageRecord {
        outgoing_status: Some(OutgoingStatus::Sending),
        ..message(&answer_id, &key, me, response, (clock, now), VerificationStatus::Accepted)
    };
    decision.save_message(answer)?;
    mark_message(&mut decision, id, VerificationStatus::Accepted)?;
    let step = VerificationStep {
        status: VerificationStatus::Accepted as u8,
        read: true,
        accepted: true,
        dismissed: false,
        answer: Some(answer_id),
    };
    notification::update_verification(&mut decision, &contact, id, step)?;
    let verification = VerificationRecord {
        status: VerificationStatus::Accepted as u8,
        response: response.to_owned(),
        replied_at: clock,
        ..verification
    };
    save(&mut decision, verification)?;
    Ok(decision.outcome)
}

/// Does not answer a question.
///
/// # Errors
/// [`CommandError::Verification`] if nobody asked us so, or the question does not wait; [`CommandError::Storage`].
pub fn decline_verification(context: &mut Context<'_>, id: &str) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let (verification, key, contact) = find_question(&mut decision, id)?;
    let clock = clock(&mut decision, &key)?;
    let refusal = DeclineContactVerification { clock, id: id.to_owned() };
    send(&mut decision, &key, Type::DeclineContactVerification, &refusal);
    mark_message(&mut decision, id, VerificationStatus::Declined)?;
    let step = VerificationStep {
        status: VerificationStatus::Declined as u8,
        read: true,
        accepted: false,
        dismissed: true,
        answer: None,
    };
    notification::update_verification(&mut decision, &contact, id, step)?;
    let status = VerificationStatus::Declined as u8;
    save(&mut decision, VerificationRecord { status, replied_at: clock, ..verification })?;
    Ok(decision.outcome)
}

/// Says whether the answer is to be trusted that an entry of the activity center shows. The other side is not told.
///
/// # Errors
/// [`CommandError::Verification`] if no entry of that id shows an answer to a question of ours, or the person is no
/// contact any more; [`CommandError::Storage`].
pub fn trust_answer(context: &mut Context<'_>, entry_id: &[u8], trust: bool) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let entry = notification::find_verification(&mut decision, entry_id)?;
    let entry = entry.filter(|entry| !entry.reply_message_id.is_empty()).ok_or(VerificationError::NoAnswer)?;
    let id = entry.message_id;
    let verification = find(&mut decision, &id)?;
    let is_answered = [VerificationStatus::Accepted, VerificationStatus::Trusted, VerificationStatus::Untrustworthy]
        .iter()
        .any(|status| status.is_of(&verification));
    if verification.from != decision.context.me.to_compressed() || !is_answered {
        return Err(VerificationError::NoAnswer.into());
    }
    let (key, mut contact) = peer(&mut decision, &verification.to)?;
    let now = decision.context.now;
    let (status, mark) = if trust {
        (VerificationStatus::Trusted, TrustStatus::Trusted)
    } else {
        (VerificationStatus::Untrustworthy, TrustStatus::Untrustworthy)
    };
    decision.context.stores.save_trust_status(&key.to_compressed(), mark, now)?;
    decision.outcome.trust.insert(contact.public_key, mark);
    contact.verification_status = VERIFIED;
    contact.last_updated_locally = now;
    mark_quietly(&mut decision, &id, status)?;
    mark_message(&mut decision, &entry.reply_message_id, status)?;
    let step = VerificationStep { status: status as u8, read: true, accepted: true, dismissed: false, answer: None };
    notification::update_verification(&mut decision, &contact, &id, step)?;
    decision.context.stores.save_verification(&VerificationRecord { status: status as u8, ..verification })?;
    decision.save_contact(contact)?;
    if !trust {
        // Clients have never been shown who is not to be trusted.
        decision.outcome.contacts.clear();
    }
    Ok(decision.outcome)
}

fn find(decision: &mut Decision<'_, '_>, id: &str) -> Result<VerificationRecord, CommandError> {
    Ok(decision.context.stores.find_verification(id)?.ok_or(VerificationError::NotFound)?)
}

/// A question that a contact asked us and that waits.
fn find_question(
    decision: &mut Decision<'_, '_>,
    id: &str,
) -> Result<(VerificationRecord, PublicKey, ContactRecord), CommandError> {
    let verification = find(decision, id)?;
    if verification.to != decision.context.me.to_compressed() {
        return Err(VerificationError::Foreign.into());
    }
    if !VerificationStatus::Pending.is_of(&verification) {
        return Err(VerificationError::NotPending.into());
    }
    let (key, contact) = peer(decision, &verification.from)?;
    Ok((verification, key, contact))
}

/// The other one, who must be a contact still.
fn peer(
    decision: &mut Decision<'_, '_>,
    key: &status_ports::CompressedKey,
) -> Result<(PublicKey, ContactRecord), CommandError> {
    let key = PublicKey::from_bytes(key).map_err(|_| VerificationError::NotMutual)?;
    let contact = decision.contact(&key)?;
    check_contact(&contact)?;
    Ok((key, contact))
}

/// The next clock of the chat with a person, which does not show for that.
fn clock(decision: &mut Decision<'_, '_>, key: &PublicKey) -> Result<u64, CommandError> {
    let mut chat = decision.chat_with(key)?;
    let clock = next_clock(&mut chat, decision.context.now);
    decision.context.stores.save_chat(&chat)?;
    Ok(clock)
}

fn send(decision: &mut Decision<'_, '_>, key: &PublicKey, kind: Type, payload: &impl Message) -> String {
    let signed = decision.sign(kind, payload);
    let id = signed.id.clone();
    decision.send(signed, key, Delivery::Datasync);
    id
}
