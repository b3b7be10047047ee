//! Mentions while a text is written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use status_domain::chat::ChatError;
use status_domain::chat::mention::{self, AtSign, MentionError, Place, Segment, Suggestion, Typing, User};
use status_domain::messaging::CommandError;
use status_ports::ProfileStoreExt;

use super::shape::Scene;
use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wakuext_chatMentionReplaceWithPublicKey",
        "The text as it is to be sent: with keys for the names behind an @.",
        &["chatID", "text"],
        |session: Session, (chat_id, text): (String, String)| async move { replace(&session, chat_id, text).await },
    );
    table.method(
        "wakuext_chatMentionOnChangeText",
        "The person changed the text to this. Calls are numbered from 1; one that was overtaken is refused.",
        &["chatID", "text", "callID"],
        |session: Session, (chat_id, text, call): (String, String, u64)| async move {
            work(&session, chat_id, call, move |typing, users| typing.change(&text, call, users)).await
        },
    );
    table.method(
        "wakuext_chatMentionSelectMention",
        "The person chose whom to mention: the name is put in place of what was written behind the @.",
        &["chatID", "text", "primaryName", "publicKey"],
        |session: Session, (chat_id, text, name, _key): (String, String, String, String)| async move {
            work(&session, chat_id, 0, move |typing, users| typing.select(&text, &name, users)).await
        },
    );
    table.method(
        "wakuext_chatMentionClearMentions",
        "Nothing is written in a chat any more.",
        &["chatID"],
        |session: Session, (chat_id,): (String,)| async move {
            session.messenger().drafts().clear(&chat_id);
            Ok::<_, RpcError>(())
        },
    );
    table.method(
        "wakuext_chatMentionToInputField",
        "A message is written anew: with names for the keys behind an @.",
        &["chatID", "text"],
        |session: Session, (chat_id, text): (String, String)| async move {
            work(&session, chat_id, 0, move |typing, users| typing.show(&text, users)).await
        },
    );
}

/// `protocol.ChatMentionContext`.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "protocol.ChatMentionContext")]
#[serde(rename_all = "PascalCase")]
struct ChatMentionContextJson {
    #[serde(rename = "ChatID")]
    chat_id: String,
    /// `null` without any.
    input_segments: Option<Vec<InputSegmentJson>>,
    /// By key; `null` if nobody is being mentioned.
    mention_suggestions: Option<BTreeMap<String, MentionableUserJson>>,
    /// `null` if nothing is written.
    mention_state: Option<MentionStateJson>,
    previous_text: String,
    new_text: String,
    #[serde(rename = "CallID")]
    call_id: u64,
    #[serde(rename = "LatestCallID")]
    latest_call_id: u64,
}

/// `protocol.InputSegment`.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "protocol.InputSegment")]
struct InputSegmentJson {
    /// 0 text, 1 mention.
    #[serde(rename = "type")]
    kind: u8,
    value: String,
}

/// `protocol.MentionState`.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "protocol.MentionState")]
#[serde(rename_all = "PascalCase")]
struct MentionStateJson {
    at_sign_idx: i64,
    at_idxs: Option<Vec<AtIndexEntryJson>>,
    mention_end: usize,
    previous_text: String,
    new_text: String,
    start: i64,
    end: i64,
}

/// `protocol.AtIndexEntry`.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "protocol.AtIndexEntry")]
#[serde(rename_all = "PascalCase")]
struct AtIndexEntryJson {
    from: usize,
    to: usize,
    checked: bool,
    mentioned: bool,
    next_at_idx: i64,
}

/// `protocol.MentionableUser`.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "protocol.MentionableUser")]
#[serde(rename_all = "camelCase")]
struct MentionableUserJson {
    primary_name: String,
    secondary_name: String,
    ens_verified: bool,
    added: bool,
    display_name: String,
    key: String,
    #[serde(rename = "match")]
    matched: String,
    searched_text: String,
    id: String,
    compressed_key: String,
}

impl ChatMentionContextJson {
    fn new(chat_id: String, typing: Typing, call_id: u64, scene: &Scene) -> Self {
        let segments: Vec<_> = typing.segments.into_iter().map(InputSegmentJson::from).collect();
        let user = |suggestion: Suggestion| (suggestion.user.id.clone(), MentionableUserJson::new(suggestion, scene));
        Self {
            chat_id,
            input_segments: Some(segments).filter(|segments| !segments.is_empty()),
            mention_suggestions: typing.suggestions.map(|found| found.into_iter().map(user).collect()),
            mention_state: typing.place.map(MentionStateJson::from),
            previous_text: typing.text,
            new_text: typing.made,
            call_id,
            latest_call_id: typing.latest_call,
        }
    }
}

impl From<Segment> for InputSegmentJson {
    fn from(segment: Segment) -> Self {
        match segment {
            Segment::Text(value) => Self { kind: 0, value },
            Segment::Mention(value) => Self { kind: 1, value },
        }
    }
}

impl From<Place> for MentionStateJson {
    fn from(place: Place) -> Self {
        Self {
            at_sign_idx: place.at_sign,
            at_idxs: place.at_signs.map(|signs| signs.into_iter().map(AtIndexEntryJson::from).collect()),
            mention_end: place.end,
            previous_text: place.edit.before,
            new_text: place.edit.inserted,
            start: place.edit.start,
            end: place.edit.end,
        }
    }
}

impl From<AtSign> for AtIndexEntryJson {
    fn from(sign: AtSign) -> Self {
        Self {
            from: sign.from,
            to: sign.to,
            checked: sign.is_checked,
            mentioned: sign.is_mention,
            next_at_idx: sign.next.map_or(-1, |next| i64::try_from(next).unwrap_or(i64::MAX)),
        }
    }
}

impl MentionableUserJson {
    fn new(suggestion: Suggestion, scene: &Scene) -> Self {
        let Suggestion { user, name, searched } = suggestion;
        Self {
            primary_name: user.primary_name().to_owned(),
            secondary_name: user.secondary_name().to_owned(),
            ens_verified: !user.ens_name.is_empty(),
            added: user.is_added,
            display_name: user.shown_name().to_owned(),
            key: user.id.clone(),
            matched: name,
            searched_text: searched,
            compressed_key: scene.compressed_key(&user.key),
            id: user.id,
        }
    }
}

/// Who can be mentioned in a chat.
async fn users(session: &Session, chat_id: String) -> Result<Vec<User>, CommandError> {
    let me = *session.messenger().me();
    session.profile().query(move |stores| mention::users(stores, &me, &chat_id)).await
}

/// Works on the text that is written in a chat, and shows what became of it.
async fn work(
    session: &Session,
    chat_id: String,
    call_id: u64,
    work: impl FnOnce(&mut Typing, &[User]) -> Result<(), MentionError>,
) -> Result<ChatMentionContextJson, RpcError> {
    let users = users(session, chat_id.clone()).await?;
    let (done, typing) = session.messenger().drafts().with(&chat_id, |typing| work(typing, &users));
    done.map_err(|error| CommandError::from(ChatError::from(error)))?;
    Ok(ChatMentionContextJson::new(chat_id, typing, call_id, &session.shaper().scene()))
}

async fn replace(session: &Session, chat_id: String, text: String) -> Result<String, RpcError> {
    let unknown = || MentionError::NoChatToCheck(chat_id.clone());
    let users = users(session, chat_id.clone()).await.map_err(|error| match error {
        CommandError::Chat(ChatError::Mention(MentionError::UnknownChat(_))) => ChatError::from(unknown()).into(),
        other => other,
    })?;
    let replaced = mention::replace(&text, &users);
    session.messenger().drafts().clear(&chat_id);
    Ok(replaced)
}
