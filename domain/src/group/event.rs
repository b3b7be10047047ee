//! One event of the history of a group (specification: messaging, section 13.1).

use prost::Message;
use status_ports::{CompressedKey, EventPosition, EventSignature, GroupEventRecord};
use status_proto::status::MembershipUpdateEvent;
use status_proto::status::membership_update_event::EventType;

use super::{GroupError, MAX_COLOR_LENGTH, MAX_IMAGE_LENGTH, MAX_MEMBERS, MAX_NAME_LENGTH};
use crate::crypto::{PrivateKey, PublicKey, SIGNATURE_LENGTH, Signature, keccak256};
use crate::identity::{parse_public_key, public_key_text};

/// Half the order of the curve, big endian: no signer uses a greater S, so that nobody can make a second signature from
/// that of another.
const HALF_ORDER: [u8; 32] = [
    0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x5d, 0x57, 0x6e,
    0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0,
];

/// What an event says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The author made the group.
    Created {
        /// Its name; may be empty.
        name: String,
        /// Its colour; may be empty.
        color: String,
    },
    /// The group is called differently.
    NameChanged(String),
    /// People were added; may be nobody.
    MembersAdded(Vec<CompressedKey>),
    /// The author has joined.
    MemberJoined,
    /// Somebody left or was removed.
    MemberRemoved(CompressedKey),
    /// Members became admins.
    AdminsAdded(Vec<CompressedKey>),
    /// The author is no admin any more.
    AdminRemoved(CompressedKey),
    /// The group has another colour.
    ColorChanged(String),
    /// The group has another picture.
    ImageChanged(Vec<u8>),
}

/// An event that its author signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    position: EventPosition,
    author: CompressedKey,
    change: Change,
    /// The signed bytes, never serialized anew.
    bytes: Vec<u8>,
}

impl Event {
    /// Signs an event of a group.
    #[must_use]
    pub fn sign(chat_id: &str, clock: u64, change: Change, author: &PrivateKey) -> Self {
        let bytes = encode(clock, &change).encode_to_vec();
        let signature = Signature::sign_digest(author, &keccak256(&[chat_id.as_bytes(), &bytes])).to_bytes();
        let position = EventPosition { clock, signature };
        Self { position, author: author.public_key().to_compressed(), change, bytes }
    }

    /// Reads an event of a group as it is sent: signature and serialized event. Whoever signed it for another group, or
    /// did not sign just this, is not its author.
    ///
    /// # Errors
    /// [`GroupError`] if it is none, or says what no event may say.
    pub fn open(chat_id: &str, sent: &[u8]) -> Result<Self, GroupError> {
        let (signature, bytes) = split(sent).ok_or(GroupError::Malformed)?;
        let (clock, change) = read(bytes)?;
        let s = signature.get(32..64).ok_or(GroupError::InvalidSignature)?;
        if *s > HALF_ORDER[..] {
            return Err(GroupError::InvalidSignature);
        }
        let author = Signature::from_bytes(signature)
            .and_then(|signature| signature.recover(&keccak256(&[chat_id.as_bytes(), bytes])))
            .map_err(|_| GroupError::InvalidSignature)?;
        let position = EventPosition { clock, signature: *signature };
        Ok(Self { position, author: author.to_compressed(), change, bytes: bytes.to_vec() })
    }

    /// Reads an event that was kept. Its author is known.
    ///
    /// # Errors
    /// [`GroupError`] as for [`Self::open`].
    pub fn from_record(record: GroupEventRecord) -> Result<Self, GroupError> {
        let (_, change) = read(&record.event)?;
        Ok(Self { position: record.position, author: record.author, change, bytes: record.event })
    }

    /// The event as it is kept.
    #[must_use]
    pub fn to_record(&self, is_accepted: bool) -> GroupEventRecord {
        GroupEventRecord { position: self.position, author: self.author, event: self.bytes.clone(), is_accepted }
    }

    /// Where it stands in the history.
    #[must_use]
    pub const fn position(&self) -> EventPosition {
        self.position
    }

    /// Who signed it.
    #[must_use]
    pub const fn author(&self) -> &CompressedKey {
        &self.author
    }

    /// What it says.
    #[must_use]
    pub const fn change(&self) -> &Change {
        &self.change
    }
}

/// An event that is kept, as it is sent.
#[must_use]
pub fn sent_bytes(record: &GroupEventRecord) -> Vec<u8> {
    [record.position.signature.as_slice(), record.event.as_slice()].concat()
}

/// The signature of an event that was sent, and what it signs. `None` if there is nothing behind the signature.
pub(super) fn split(sent: &[u8]) -> Option<(&EventSignature, &[u8])> {
    let (signature, bytes) = sent.split_first_chunk::<SIGNATURE_LENGTH>()?;
    (!bytes.is_empty()).then_some((signature, bytes))
}

fn encode(clock: u64, change: &Change) -> MembershipUpdateEvent {
    let mut event = MembershipUpdateEvent { clock, ..MembershipUpdateEvent::default() };
    let kind = match change {
        Change::Created { name, color } => {
            event.name.clone_from(name);
            event.color.clone_from(color);
            EventType::ChatCreated
        }
        Change::NameChanged(name) => {
            event.name.clone_from(name);
            EventType::NameChanged
        }
        Change::MembersAdded(keys) => {
            event.members = keys.iter().map(key_text).collect();
            EventType::MembersAdded
        }
        Change::MemberJoined => EventType::MemberJoined,
        Change::MemberRemoved(key) => {
            event.members = vec![key_text(key)];
            EventType::MemberRemoved
        }
        Change::AdminsAdded(keys) => {
            event.members = keys.iter().map(key_text).collect();
            EventType::AdminsAdded
        }
        Change::AdminRemoved(key) => {
            event.members = vec![key_text(key)];
            EventType::AdminRemoved
        }
        Change::ColorChanged(color) => {
            event.color.clone_from(color);
            EventType::ColorChanged
        }
        Change::ImageChanged(image) => {
            event.image.clone_from(image);
            EventType::ImageChanged
        }
    };
    event.set_type(kind);
    event
}

/// Reads what was signed. What no group could allow is refused here.
fn read(bytes: &[u8]) -> Result<(u64, Change), GroupError> {
    let event = MembershipUpdateEvent::decode(bytes).map_err(|_| GroupError::Malformed)?;
    let kind = EventType::try_from(event.r#type).map_err(|_| GroupError::UnknownType(event.r#type))?;
    let change = match kind {
        EventType::Unknown => return Err(GroupError::UnknownType(event.r#type)),
        EventType::ChatCreated => {
            // Old clients make groups without a name, and leave the colour to whoever shows them.
            Change::Created { name: within_name(event.name)?, color: within_color(event.color)? }
        }
        EventType::NameChanged if event.name.is_empty() => return Err(GroupError::InvalidName),
        EventType::NameChanged => Change::NameChanged(within_name(event.name)?),
        EventType::MembersAdded => Change::MembersAdded(keys(&event.members)?),
        EventType::MemberJoined => Change::MemberJoined,
        EventType::MemberRemoved => Change::MemberRemoved(one_key(&event.members)?),
        EventType::AdminsAdded if event.members.is_empty() => return Err(GroupError::NobodyNamed),
        EventType::AdminsAdded => Change::AdminsAdded(keys(&event.members)?),
        EventType::AdminRemoved => Change::AdminRemoved(one_key(&event.members)?),
        EventType::ColorChanged if event.color.is_empty() => return Err(GroupError::InvalidColor),
        EventType::ColorChanged => Change::ColorChanged(within_color(event.color)?),
        EventType::ImageChanged if event.image.is_empty() || event.image.len() > MAX_IMAGE_LENGTH => {
            return Err(GroupError::InvalidImage);
        }
        EventType::ImageChanged => Change::ImageChanged(event.image),
    };
    Ok((event.clock, change))
}

fn within_name(name: String) -> Result<String, GroupError> {
    if name.chars().nth(MAX_NAME_LENGTH).is_some() { Err(GroupError::InvalidName) } else { Ok(name) }
}

fn within_color(color: String) -> Result<String, GroupError> {
    if color.chars().nth(MAX_COLOR_LENGTH).is_some() { Err(GroupError::InvalidColor) } else { Ok(color) }
}

fn keys(texts: &[String]) -> Result<Vec<CompressedKey>, GroupError> {
    if texts.len() > MAX_MEMBERS {
        return Err(GroupError::TooManyMembers);
    }
    texts.iter().map(|text| key(text)).collect()
}

fn one_key(texts: &[String]) -> Result<CompressedKey, GroupError> {
    let [text] = texts else { return Err(GroupError::NotOneMember) };
    key(text)
}

fn key(text: &str) -> Result<CompressedKey, GroupError> {
    parse_public_key(text).map(|key| key.to_compressed()).map_err(|_| GroupError::InvalidKey)
}

/// The text of a key; nothing for bytes that are none.
pub(super) fn key_text(key: &CompressedKey) -> String {
    PublicKey::from_bytes(key).map(|key| public_key_text(&key)).unwrap_or_default()
}
