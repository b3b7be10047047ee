//! What a contact does.

use prost::Message;
use status_ports::{ContactRecord, VerificationRecord};
use status_proto::status::{
    AcceptContactVerification, CancelContactVerification, DeclineContactVerification, RequestContactVerification,
};

use super::{
    UNVERIFIED, VerificationError, VerificationStatus, check_contact, check_length, mark_message, message, save,
};
use crate::chat::validate_clock;
use crate::messaging::{Decision, HandleError, ReceivedMessage};
use crate::notification::{self, VerificationStep};

pub(crate) fn handle_verification_request(
    decision: &mut Decision<'_, '_>,
    received: &ReceivedMessage,
) -> Result<(), HandleError> {
    let request = RequestContactVerification::decode(received.payload.as_slice())?;
    if received.author == decision.context.me {
        return Ok(());
    }
    validate_clock(request.clock, received.whisper_timestamp)?;
    check_length(&request.challenge, VerificationError::ChallengeLength)?;
    let contact = decision.contact(&received.author)?;
    check_contact(&contact)?;
    // One that is here came before, or was canceled before it came.
    let found = decision.context.stores.find_verification(&received.id)?;
    let status = match &found {
        Some(known) if known.from != contact.public_key => return Err(VerificationError::Foreign.into()),
        Some(known) if known.requested_at != 0 => return Ok(()),
        Some(_) => VerificationStatus::Canceled,
        None => VerificationStatus::Pending,
    };
    let verification = VerificationRecord {
        id: received.id.clone(),
        from: contact.public_key,
        to: decision.context.me.to_compressed(),
        challenge: request.challenge,
        response: String::new(),
        requested_at: request.clock,
        status: status as u8,
        replied_at: found.map_or(0, |known| known.replied_at),
    };
    let at = (request.clock, received.whisper_timestamp);
    let text = &verification.challenge;
    let question = message(&received.id, &received.author, contact.public_key, text, at, status);
    let is_over = status == VerificationStatus::Canceled;
    notification::raise_verification(decision, &contact, &question, status as u8, is_over)?;
    decision.outcome.received.insert(question.id.clone());
    decision.save_message(question)?;
    save(decision, verification)?;
    Ok(())
}

pub(crate) fn handle_verification_answer(
    decision: &mut Decision<'_, '_>,
    received: &ReceivedMessage,
) -> Result<(), HandleError> {
    let acceptance = AcceptContactVerification::decode(received.payload.as_slice())?;
    if received.author == decision.context.me {
        return Ok(());
    }
    validate_clock(acceptance.clock, received.whisper_timestamp)?;
    check_length(&acceptance.response, VerificationError::ResponseLength)?;
    let Some((verification, contact)) = our_question(decision, received, &acceptance.id)? else { return Ok(()) };
    let at = (acceptance.clock, received.whisper_timestamp);
    let status = VerificationStatus::Accepted;
    let text = &acceptance.response;
    let answer = message(&received.id, &received.author, contact.public_key, text, at, status);
    decision.outcome.received.insert(answer.id.clone());
    decision.save_message(answer)?;
    mark_message(decision, &verification.id, status)?;
    let step = VerificationStep {
        status: status as u8,
        read: false,
        accepted: false,
        dismissed: false,
        answer: Some(received.id.clone()),
    };
    notification::update_verification(decision, &contact, &verification.id, step)?;
    let verification = VerificationRecord {
        status: status as u8,
        response: acceptance.response,
        replied_at: acceptance.clock,
        ..verification
    };
    save(decision, verification)?;
    Ok(())
}

pub(crate) fn handle_verification_refusal(
    decision: &mut Decision<'_, '_>,
    received: &ReceivedMessage,
) -> Result<(), HandleError> {
    let refusal = DeclineContactVerification::decode(received.payload.as_slice())?;
    if received.author == decision.context.me {
        return Ok(());
    }
    validate_clock(refusal.clock, received.whisper_timestamp)?;
    let Some((verification, mut contact)) = our_question(decision, received, &refusal.id)? else { return Ok(()) };
    contact.verification_status = UNVERIFIED;
    contact.last_updated_locally = decision.context.now;
    let status = VerificationStatus::Declined;
    mark_message(decision, &verification.id, status)?;
    let step = VerificationStep { status: status as u8, read: true, accepted: false, dismissed: true, answer: None };
    notification::update_verification(decision, &contact, &verification.id, step)?;
    save(decision, VerificationRecord { status: status as u8, replied_at: refusal.clock, ..verification })?;
    decision.save_contact(contact)?;
    Ok(())
}

pub(crate) fn handle_verification_cancellation(
    decision: &mut Decision<'_, '_>,
    received: &ReceivedMessage,
) -> Result<(), HandleError> {
    let cancellation = CancelContactVerification::decode(received.payload.as_slice())?;
    if received.author == decision.context.me {
        return Ok(());
    }
    validate_clock(cancellation.clock, received.whisper_timestamp)?;
    let contact = decision.contact(&received.author)?;
    check_contact(&contact)?;
    if !is_message_id(&cancellation.id) {
        return Err(VerificationError::InvalidId.into());
    }
    let status = VerificationStatus::Canceled;
    let Some(verification) = decision.context.stores.find_verification(&cancellation.id)? else {
        // It overtook its question, which is still to come: nothing of it is shown yet.
        let early = VerificationRecord {
            id: cancellation.id,
            from: contact.public_key,
            to: decision.context.me.to_compressed(),
            challenge: String::new(),
            response: String::new(),
            requested_at: 0,
            status: status as u8,
            replied_at: cancellation.clock,
        };
        decision.context.stores.save_verification(&early)?;
        return Ok(());
    };
    if verification.from != contact.public_key {
        return Err(VerificationError::Foreign.into());
    }
    if status.is_of(&verification) {
        return Ok(());
    }
    mark_message(decision, &verification.id, status)?;
    let step = VerificationStep { status: status as u8, read: true, accepted: false, dismissed: false, answer: None };
    notification::update_verification(decision, &contact, &verification.id, step)?;
    save(decision, VerificationRecord { status: status as u8, ..verification })?;
    Ok(())
}

/// The question of ours that somebody says something about; nothing if it does not wait any more.
fn our_question(
    decision: &mut Decision<'_, '_>,
    received: &ReceivedMessage,
    id: &str,
) -> Result<Option<(VerificationRecord, ContactRecord)>, HandleError> {
    let contact = decision.contact(&received.author)?;
    check_contact(&contact)?;
    let verification = decision.context.stores.find_verification(id)?.ok_or(VerificationError::NotFound)?;
    if verification.from != decision.context.me.to_compressed() || verification.to != contact.public_key {
        return Err(VerificationError::Foreign.into());
    }
    Ok(VerificationStatus::Pending.is_of(&verification).then_some((verification, contact)))
}

fn is_message_id(text: &str) -> bool {
    let digits = text.strip_prefix("0x").unwrap_or_default();
    digits.len() == 64 && digits.bytes().all(|digit| digit.is_ascii_digit() || matches!(digit, b'a'..=b'f'))
}
