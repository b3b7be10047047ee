//! Who can be mentioned in a chat, and by which names.

use status_ports::{ChatKind, CompressedKey, ContactRecord, ProfileTransaction};

use super::MentionError;
use crate::chat::ChatError;
use crate::contact::{ContactRequests as _, contact_alias, unknown_contact};
use crate::crypto::PublicKey;
use crate::group;
use crate::identity::{parse_public_key, public_key_text};
use crate::messaging::CommandError;

/// Suggestions for a name that is being written.
const MAX_SUGGESTIONS: usize = 10;

/// Somebody who can be mentioned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Identity key.
    pub key: CompressedKey,
    /// The key as a mention has it: `0x04` and 128 hex digits.
    pub id: String,
    /// What we call them; or empty.
    pub nickname: String,
    /// ENS name, if it was verified; or empty.
    pub ens_name: String,
    /// What they call themselves; or empty.
    pub display_name: String,
    /// `zQ3...abcdef`.
    pub alias: String,
    /// Whether we added them as a contact.
    pub is_added: bool,
}

impl User {
    fn new(contact: &ContactRecord) -> Option<Self> {
        let key = PublicKey::from_bytes(&contact.public_key).ok()?;
        Some(Self {
            key: contact.public_key,
            id: public_key_text(&key),
            nickname: contact.local_nickname.clone(),
            ens_name: if contact.ens_verified { contact.ens_name.clone() } else { String::new() },
            display_name: contact.display_name.clone(),
            alias: contact_alias(&contact.public_key),
            is_added: contact.is_added(),
        })
    }

    /// The names, the one that counts most first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let names = [&self.nickname, &self.ens_name, &self.display_name, &self.alias];
        names.into_iter().map(String::as_str).filter(|name| !name.is_empty())
    }

    /// What a person is called first.
    #[must_use]
    pub fn primary_name(&self) -> &str {
        self.names().next().unwrap_or_default()
    }

    /// What a person who has a nickname is also called.
    #[must_use]
    pub fn secondary_name(&self) -> &str {
        if self.nickname.is_empty() { "" } else { self.names().nth(1).unwrap_or_default() }
    }

    /// What a mention shows: the name that others know.
    #[must_use]
    pub fn shown_name(&self) -> &str {
        let names = [self.ens_name.as_str(), self.display_name.as_str(), self.primary_name()];
        names.into_iter().find(|name| !name.is_empty()).unwrap_or_default()
    }

    /// The first name that has a word which begins like this, in small letters.
    fn matching(&self, searched: &str) -> Option<&str> {
        self.names().find(|name| {
            let name = name.to_lowercase();
            let mut words = name.match_indices(' ').filter_map(|(at, _)| name.get(at.saturating_add(1)..));
            name.starts_with(searched) || words.any(|rest| word(rest).starts_with(searched))
        })
    }
}

fn word(rest: &str) -> &str {
    rest.split(' ').next().unwrap_or_default()
}

/// Somebody who may be meant by what was written so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Who.
    pub user: User,
    /// The name that begins like that.
    pub name: String,
    /// What was written so far, in small letters.
    pub searched: String,
}

/// Who may be meant by what was written so far, by the order of their keys.
#[must_use]
pub fn suggestions(users: &[User], written: &str) -> Vec<Suggestion> {
    let searched = written.to_lowercase();
    let suggestion = |user: &User| {
        let name = user.matching(&searched)?.to_owned();
        Some(Suggestion { user: user.clone(), name, searched: searched.clone() })
    };
    users.iter().filter_map(suggestion).take(MAX_SUGGESTIONS).collect()
}

/// Who can be mentioned in a chat: the other one, the members, or in public everybody whom we know; neither ourselves nor
/// whom we blocked. By the order of their keys.
///
/// # Errors
/// [`MentionError::UnknownChat`], or [`CommandError::Storage`].
pub fn users(stores: &mut dyn ProfileTransaction, me: &PublicKey, chat_id: &str) -> Result<Vec<User>, CommandError> {
    let found = stores.find_chat(chat_id)?;
    let chat = found.ok_or_else(|| ChatError::from(MentionError::UnknownChat(chat_id.to_owned())))?;
    let mut contacts = match chat.kind {
        ChatKind::OneToOne => {
            let keys = parse_public_key(&chat.id).map(|key| key.to_compressed());
            known(stores, &keys.into_iter().collect::<Vec<_>>())?
        }
        ChatKind::PrivateGroup => {
            let members: Vec<_> = group::members(stores, chat_id)?.iter().map(|member| member.public_key).collect();
            known(stores, &members)?
        }
        ChatKind::Public => stores.contacts()?,
        ChatKind::Community => Vec::new(),
    };
    let me = me.to_compressed();
    contacts.retain(|contact| contact.public_key != me && !contact.blocked);
    contacts.sort_by_key(|contact| contact.public_key);
    Ok(contacts.iter().filter_map(User::new).collect())
}

/// What is known of people, if only their keys.
fn known(stores: &mut dyn ProfileTransaction, keys: &[CompressedKey]) -> Result<Vec<ContactRecord>, CommandError> {
    let mut contacts = stores.contacts_of(keys)?;
    let strangers: Vec<_> =
        keys.iter().filter(|key| contacts.iter().all(|contact| contact.public_key != **key)).copied().collect();
    contacts.extend(strangers.into_iter().map(unknown_contact));
    Ok(contacts)
}
