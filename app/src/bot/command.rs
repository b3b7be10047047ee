//! What a bot says and does.

use status_domain::chat::{Edit, NewMessage, send_message, validate_text};
use status_domain::crypto::PublicKey;
use status_domain::delivery::{self, DeliveryError, DeliveryReport};
use status_domain::identity::public_key_text;
use status_domain::messaging::{CommandError, Context, Outcome};
use status_domain::{chat, contact, group};
use status_ports::{ChatKind, ProfileStoreExt as _};
use status_proto::status::chat_message::ContentType;

use super::{Bot, BotError, ChatId, Message, MessageId, PersonId};

/// What can be thought of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Emoji {
    /// ❤
    Love,
    /// 👍
    ThumbsUp,
    /// 👎
    ThumbsDown,
    /// 😂
    Laugh,
    /// 😢
    Sad,
    /// 😠
    Angry,
}

impl Emoji {
    /// Its number on the wire.
    const fn number(self) -> i32 {
        match self {
            Self::Love => 1,
            Self::ThumbsUp => 2,
            Self::ThumbsDown => 3,
            Self::Laugh => 4,
            Self::Sad => 5,
            Self::Angry => 6,
        }
    }
}

impl Bot {
    /// Says something in a chat. With a person, the chat is opened if there is none. When this returns it will be sent,
    /// whatever happens to this process.
    ///
    /// # Errors
    /// [`BotError::Refused`] if there is no such chat, this account is not in the group, or the text is blank or longer than
    /// 4,096 characters.
    pub async fn send(&self, chat: impl Into<ChatId>, text: &str) -> Result<MessageId, BotError> {
        self.say(chat.into(), text, String::new()).await
    }

    /// Answers a message.
    ///
    /// # Errors
    /// As [`Bot::send`].
    pub async fn reply(&self, to: &Message, text: &str) -> Result<MessageId, BotError> {
        self.say(to.chat.clone(), text, to.id.as_str().to_owned()).await
    }

    async fn say(&self, chat: ChatId, text: &str, response_to: String) -> Result<MessageId, BotError> {
        let person = chat.person().map(|person| *person.public_key());
        let message = NewMessage {
            chat_id: chat.as_str().to_owned(),
            text: text.to_owned(),
            content_type: ContentType::TextPlain.into(),
            response_to,
            ..NewMessage::default()
        };
        let said = self.run(move |context| {
            // Nobody would take it.
            validate_text(&message.text)?;
            let mut opened = open_chat(context, person)?;
            let said = send_message(context, message)?;
            opened.merge(said);
            Ok(opened)
        });
        self.own_message(&said.await?)
    }

    /// The message that a command made.
    fn own_message(&self, outcome: &Outcome) -> Result<MessageId, BotError> {
        let me = self.me().public_key().to_compressed();
        // One that it answers may be ours, too, and is older.
        let own = outcome.messages.values().filter(|message| message.from == me);
        let newest = own.max_by_key(|message| message.clock);
        let newest = newest.ok_or_else(|| BotError::Refused("nothing was said".to_owned()))?;
        Ok(MessageId::stored(newest.id.clone()))
    }

    /// Says something else instead of what this account had said.
    ///
    /// # Errors
    /// [`BotError::Refused`] if it is no message of this account or has no text, it was deleted, this account is not in the
    /// group any more, or the text is blank or longer than 4,096 characters.
    pub async fn edit(&self, message: &MessageId, text: &str) -> Result<(), BotError> {
        let edit = Edit { message_id: message.as_str().to_owned(), text: text.to_owned(), ..Edit::default() };
        self.run(move |context| chat::edit_message(context, &edit)).await?;
        Ok(())
    }

    /// Deletes a message for everybody: one of this account, or in a group of which it is an admin.
    ///
    /// # Errors
    /// [`BotError::Refused`] if there is no such message, or this account may not do so.
    pub async fn delete(&self, message: &MessageId) -> Result<(), BotError> {
        let id = message.as_str().to_owned();
        self.run(move |context| chat::delete_message(context, &id)).await?;
        Ok(())
    }

    /// What became of a message of this account so far: whether it was published, who confirmed it, and why it waits.
    ///
    /// # Errors
    /// [`BotError::Refused`] if it is none of this account, or was said more than 31 days ago.
    pub async fn delivery(&self, message: &MessageId) -> Result<DeliveryReport, BotError> {
        let (id, hindrance) = (message.as_str().to_owned(), self.session.messenger().hindrance());
        let told = self.session.profile().query(move |stores| delivery::report(stores, &id, hindrance)).await;
        told.map_err(|error| match error {
            DeliveryError::Storage(error) => BotError::Storage(error),
            other => BotError::Refused(other.to_string()),
        })
    }

    /// Shows what this account thinks of a message.
    ///
    /// # Errors
    /// [`BotError::Refused`] if there is no such message, or this account may not write in its chat.
    pub async fn react(&self, to: &Message, emoji: Emoji) -> Result<(), BotError> {
        let (chat, id) = (to.chat.as_str().to_owned(), to.id.as_str().to_owned());
        self.run(move |context| chat::react(context, &chat, &id, emoji.number())).await?;
        Ok(())
    }

    /// Asks somebody to be a contact.
    ///
    /// # Errors
    /// [`BotError::Refused`] if it is this account itself, or the text is empty or too long.
    pub async fn request_contact(&self, person: &PersonId, text: &str) -> Result<(), BotError> {
        let (key, text) = (*person.public_key(), text.to_owned());
        self.run(move |context| contact::send_contact_request(context, &key, &text)).await?;
        Ok(())
    }

    /// Accepts a request: from then on both are contacts.
    ///
    /// # Errors
    /// [`BotError::Refused`] if there is no such request.
    pub async fn accept_contact(&self, request: &MessageId) -> Result<(), BotError> {
        let id = request.as_str().to_owned();
        self.run(move |context| contact::accept_contact_request(context, &id)).await?;
        Ok(())
    }

    /// Declines a request. Whoever asked is not told.
    ///
    /// # Errors
    /// [`BotError::Refused`] if there is no such request.
    pub async fn decline_contact(&self, request: &MessageId) -> Result<(), BotError> {
        let id = request.as_str().to_owned();
        self.run(move |context| contact::decline_contact_request(context, &id)).await?;
        Ok(())
    }

    /// Makes a private group with contacts.
    ///
    /// # Errors
    /// [`BotError::Refused`] if somebody is no contact, if they are too many, or if the name is none.
    pub async fn create_group(&self, name: &str, members: &[PersonId]) -> Result<ChatId, BotError> {
        let (name, members) = (name.to_owned(), keys(members));
        let made = self.run(move |context| group::create(context, &name, &members)).await?;
        let chat = made.chats.into_values().find(|chat| chat.kind == ChatKind::PrivateGroup);
        let chat = chat.ok_or_else(|| BotError::Refused("no group was made".to_owned()))?;
        Ok(ChatId::stored(chat.id))
    }

    /// Adds contacts to a group of which this account is an admin.
    ///
    /// # Errors
    /// [`BotError::Refused`] if this account or those whom it adds may not do so.
    pub async fn add_to_group(&self, group: &ChatId, members: &[PersonId]) -> Result<(), BotError> {
        let (chat, members) = (group.as_str().to_owned(), keys(members));
        self.run(move |context| group::add_members(context, &chat, &members)).await?;
        Ok(())
    }

    /// Removes people from a group of which this account is an admin.
    ///
    /// # Errors
    /// [`BotError::Refused`] if this account may not do so.
    pub async fn remove_from_group(&self, group: &ChatId, members: &[PersonId]) -> Result<(), BotError> {
        let (chat, members) = (group.as_str().to_owned(), keys(members));
        self.run(move |context| group::remove_members(context, &chat, &members)).await?;
        Ok(())
    }

    /// Makes members of a group its admins.
    ///
    /// # Errors
    /// [`BotError::Refused`] if this account may not do so.
    pub async fn make_admins(&self, group: &ChatId, members: &[PersonId]) -> Result<(), BotError> {
        let (chat, members) = (group.as_str().to_owned(), keys(members));
        self.run(move |context| group::add_admins(context, &chat, &members)).await?;
        Ok(())
    }

    /// Calls a group differently.
    ///
    /// # Errors
    /// [`BotError::Refused`] if this account may not do so, or the name is none.
    pub async fn rename_group(&self, group: &ChatId, name: &str) -> Result<(), BotError> {
        let (chat, name) = (group.as_str().to_owned(), name.to_owned());
        self.run(move |context| group::rename(context, &chat, &name)).await?;
        Ok(())
    }

    /// Says that this account takes part in a group that somebody added it to.
    ///
    /// # Errors
    /// [`BotError::Refused`] if there is no such group, or this account is in it already.
    pub async fn join_group(&self, group: &ChatId) -> Result<(), BotError> {
        let chat = group.as_str().to_owned();
        self.run(move |context| group::confirm_joining(context, &chat)).await?;
        Ok(())
    }

    /// Leaves a group.
    ///
    /// # Errors
    /// [`BotError::Refused`] if there is no such group.
    pub async fn leave_group(&self, group: &ChatId) -> Result<(), BotError> {
        let chat = group.as_str().to_owned();
        self.run(move |context| group::leave(context, &chat, false)).await?;
        Ok(())
    }

    pub(super) async fn run(
        &self,
        decide: impl FnOnce(&mut Context<'_>) -> Result<Outcome, CommandError> + Send + 'static,
    ) -> Result<Outcome, BotError> {
        let outcome = self.session.messenger().command(decide).await?;
        match outcome.refusal {
            Some(refusal) => Err(BotError::Refused(refusal.to_owned())),
            None => Ok(outcome),
        }
    }
}

/// A chat with a person is opened by the first word.
fn open_chat(context: &mut Context<'_>, person: Option<PublicKey>) -> Result<Outcome, CommandError> {
    match person {
        Some(key) if context.stores.find_chat(&public_key_text(&key))?.is_none() => {
            chat::create_one_to_one_chat(context, &key, "")
        }
        _ => Ok(Outcome::default()),
    }
}

fn keys(people: &[PersonId]) -> Vec<PublicKey> {
    people.iter().map(|person| *person.public_key()).collect()
}
