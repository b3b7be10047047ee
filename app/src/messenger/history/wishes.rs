//! What clients ask of the history.

use std::time::Duration;

use status_domain::crypto::PublicKey;
use status_domain::history::gap::{self, Gap};
use status_domain::history::plan;
use status_domain::messaging::Outcome;
use status_domain::transport::Interest;
use status_ports::StorageError;

use super::super::Messenger;
use super::announce;
use super::desk::{HistoryError, Wish};

/// Why a wish was not fulfilled.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WishError {
    /// It could not be fetched.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// There is no such chat.
    #[error("chat not found")]
    NoSuchChat,
    /// The messages mark no gap.
    #[error("no gaps found")]
    NoGaps,
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Which part of a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    LastMonth,
    BeforeSynced,
}

impl Messenger {
    /// Fetches everything that is missing, and perhaps the backup once more. Returns when it is stored.
    pub(crate) async fn fetch_all(&self, with_backup: bool) -> Result<(), WishError> {
        self.fetch(Wish::All { with_backup }).await
    }

    /// Fetches the last month of a chat.
    pub(crate) async fn fetch_month(&self, chat_id: &str) -> Result<(), WishError> {
        self.fetch_part(chat_id, Part::LastMonth).await.map(|_| ())
    }

    /// Fetches what is before the fetched messages of a chat. Returns the Unix seconds from which it is now fetched.
    pub(crate) async fn fetch_before(&self, chat_id: &str) -> Result<u64, WishError> {
        let from_s = self.fetch_part(chat_id, Part::BeforeSynced).await?;
        let id = chat_id.to_owned();
        self.shared
            .work(move |_, context| {
                if let Some(mut chat) = context.stores.find_chat(&id)? {
                    chat.synced_from = from_s;
                    context.stores.save_chat(&chat)?;
                }
                Ok::<_, StorageError>(())
            })
            .await?;
        Ok(from_s)
    }

    /// Fetches what a person published of themselves in the last month, and listens to it from now on. Returns when it is
    /// stored, or after `patience`; then it goes on by itself.
    pub(crate) async fn fetch_contact_code(&self, person: PublicKey, patience: Duration) -> Result<(), WishError> {
        let rows = self
            .shared
            .work(move |transport, context| {
                transport.follow(&Outcome { listen_to: vec![person], ..Outcome::default() });
                let (from_s, to_s) = plan::last_month(context.now);
                let mut interests = transport.history_interests();
                interests.retain(|interest| interest.is_contact_code_of(&person));
                plan::request(context, &interests, from_s, to_s)
            })
            .await?;
        let fetched = self.fetch(Wish::Walks(rows.into_iter().collect()));
        tokio::time::timeout(patience, fetched).await.unwrap_or(Ok(()))
    }

    async fn fetch_part(&self, chat_id: &str, part: Part) -> Result<u64, WishError> {
        let id = chat_id.to_owned();
        let (from_s, rows) = self
            .shared
            .work(move |transport, context| {
                let chat = context.stores.find_chat(&id)?.ok_or(WishError::NoSuchChat)?;
                let (from_s, to_s) = match part {
                    Part::LastMonth => plan::last_month(context.now),
                    Part::BeforeSynced => plan::range_before(context, &chat)?,
                };
                let interests = interests_of(transport.history_interests(), &id);
                Ok::<_, WishError>((from_s, plan::request(context, &interests, from_s, to_s)?))
            })
            .await?;
        self.fetch(Wish::Walks(rows.into_iter().collect())).await?;
        Ok(from_s)
    }

    /// Fetches what gaps of a chat leave out, and removes their marks.
    pub(crate) async fn fill_gaps(&self, chat_id: &str, message_ids: Vec<String>) -> Result<(), WishError> {
        let (id, ids) = (chat_id.to_owned(), message_ids.clone());
        let rows = self
            .shared
            .work(move |transport, context| {
                context.stores.find_chat(&id)?.ok_or(WishError::NoSuchChat)?;
                let span = Gap::span(gap::gaps(context, &id, &ids)?).ok_or(WishError::NoGaps)?;
                let interests = interests_of(transport.history_interests(), &id);
                Ok::<_, WishError>(plan::request(context, &interests, span.from_s, span.to_s)?)
            })
            .await?;
        self.fetch(Wish::Walks(rows.into_iter().collect())).await?;
        let id = chat_id.to_owned();
        Ok(self.shared.work(move |_, context| gap::close(context, &id, &message_ids)).await?)
    }

    async fn fetch(&self, wish: Wish) -> Result<(), WishError> {
        if !self.is_running() {
            return Err(HistoryError::NoStoreNode.into());
        }
        let answer = self.shared.history.ask(wish);
        Ok(answer.await.unwrap_or(Err(HistoryError::Stopped))?)
    }

    /// Leaves the store node, and looks for another one.
    pub(crate) fn disconnect_store_node(&self) {
        if self.shared.history.cycle().disconnect(self.shared.clock.unix_millis()) {
            announce::store_node(&self.shared.signals, None);
        }
        self.shared.history.wake.notify_one();
    }

    /// Settings or nodes that concern the history changed.
    pub(crate) fn history_settings_changed(&self) {
        self.shared.history.settings_changed();
    }
}

fn interests_of(mut interests: Vec<Interest>, chat_id: &str) -> Vec<Interest> {
    interests.retain(|interest| interest.carries(chat_id));
    interests
}
