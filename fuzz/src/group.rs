//! Private groups: whatever members, strangers and those who copy signatures make of a history.

use prost::Message as _;
use status_domain::{
    crypto::{PrivateKey, Signature, keccak256},
    envelope::ApplicationMessage,
    group::{Change, Event, Fold, Group, MAX_MEMBERS, sent_bytes},
    identity::{CustomizationColor, public_key_text},
    messaging::{self, Context, HandleError, ReceivedMessage},
    profile::OwnPictures,
};
use status_memory::{MemoryTransaction, SeededEntropy};
use status_ports::{GroupStore as _, UnixMillis};
use status_proto::status::{MembershipUpdateMessage, application_metadata_message::Type};

use crate::{
    people::{alice, bobby},
    sequence::pieces,
};

const NOW: UnixMillis = 1_700_000_000_000;

/// Events of a group that bobby made and added alice to, each behind a byte that says who signs it, or that it brings its own
/// signature, or that it is a whole update. What alice keeps is at any time what those of its events come to that count,
/// whatever came before; and what comes again brings nothing new.
pub(crate) fn group_update(input: &[u8]) {
    let (me, creator) = (alice(), bobby());
    let chat_id = format!("45375fad-bc36-4f6e-84d4-493c20ab52bd-{}", public_key_text(&creator.public_key()));
    let created = Change::Created { name: "team".to_owned(), color: String::new() };
    let added = Change::MembersAdded(vec![me.public_key().to_compressed()]);
    let mut sent: Vec<Vec<u8>> = [(NOW - 2, created), (NOW - 1, added)]
        .into_iter()
        .map(|(clock, change)| sent_bytes(&Event::sign(&chat_id, clock, change, &creator).to_record(true)))
        .collect();
    let (mut stores, mut entropy) = (MemoryTransaction::new(), SeededEntropy::new(1));
    for (piece, now) in pieces(input).take(64).zip((NOW..).step_by(1000)) {
        let Some((how, bytes)) = piece.split_first() else { continue };
        let update = match how % 8 {
            0..=4 => {
                let event = sign(&chat_id, bytes, how % 8);
                sent.push(event.clone());
                if *how < 128 { update(&chat_id, sent.clone()) } else { update(&chat_id, vec![event]) }
            }
            5 => update(&chat_id, vec![bytes.to_vec()]),
            6 => bytes.to_vec(),
            _ => update(&chat_id, sent.iter().rev().cloned().collect()),
        };
        for attempt in 0..2 {
            let mut context = Context {
                stores: &mut stores,
                identity: &me,
                me: me.public_key(),
                customization_color: CustomizationColor::Blue,
                pictures: OwnPictures::none(),
                now,
                entropy: &mut entropy,
            };
            match messaging::handle(&mut context, &received(&creator, &update, now)) {
                Ok(outcome) if attempt == 1 => assert!(outcome.messages.is_empty(), "the same update twice"),
                Err(HandleError::Storage(error)) => unexpected(&error),
                Ok(_) | Err(_) => {}
            }
            check(&mut stores, &chat_id);
        }
    }
}

/// What is kept of the group is what its history comes to.
fn check(stores: &mut MemoryTransaction, chat_id: &str) {
    let (Ok(Some(kept)), Ok(events)) = (stores.find_group(chat_id), stores.group_events(chat_id)) else { return };
    let accepted: Vec<bool> = events.iter().map(|event| event.is_accepted).collect();
    let events: Vec<Event> = events.into_iter().filter_map(|event| Event::from_record(event).ok()).collect();
    assert_eq!(events.len(), accepted.len(), "an event is kept that cannot be read");
    let Ok(Fold { group, accepted: counted, refused }) = Group::fold(chat_id, events) else {
        unexpected(&"a group is kept whose id is none")
    };
    assert_eq!(group.members(), kept.members);
    assert_eq!((&group.record().name, &group.record().color), (&kept.name, &kept.color));
    assert_eq!((group.record().digest, group.record().accepted_events), (kept.digest, kept.accepted_events));
    assert_eq!(counted.len(), accepted.iter().filter(|accepted| **accepted).count());
    assert_eq!(u32::try_from(refused.len()), Ok(kept.refused_events));
    assert!(kept.members.len() <= MAX_MEMBERS);
}

fn sign(chat_id: &str, event: &[u8], who: u8) -> Vec<u8> {
    let signer = match who {
        0 => alice(),
        1 => bobby(),
        other => PrivateKey::from_bytes(&[other; 32]).unwrap_or_else(|_| bobby()),
    };
    let signature = Signature::sign_digest(&signer, &keccak256(&[chat_id.as_bytes(), event]));
    [&signature.to_bytes()[..], event].concat()
}

fn update(chat_id: &str, events: Vec<Vec<u8>>) -> Vec<u8> {
    MembershipUpdateMessage { chat_id: chat_id.to_owned(), events, chat_entity: None }.encode_to_vec()
}

fn received(from: &PrivateKey, payload: &[u8], now: UnixMillis) -> ReceivedMessage {
    let author = from.public_key();
    let bytes = ApplicationMessage::wrap(Type::MembershipUpdateMessage, payload.to_vec(), from);
    let id = status_domain::envelope::MessageId::of(&author, &bytes).to_string();
    let kind = Type::MembershipUpdateMessage;
    ReceivedMessage { id, author, envelope_signer: author, kind, payload: payload.to_vec(), whisper_timestamp: now }
}

/// A store in memory never fails.
#[allow(clippy::panic, reason = "a finding")]
fn unexpected(error: &dyn std::fmt::Display) -> ! {
    panic!("{error}");
}
