//! Pages that came are stored here, in the order in which they came, while the next ones are on their way. What a page
//! brings and how far its walk came are one transaction.

use std::sync::Arc;

use status_domain::history::catch_up::Page;
use status_domain::history::{Mark, record};
use status_domain::transport::RawMessage;
use status_ports::StorageError;
use tokio::sync::{mpsc, watch};

use super::super::Phase;
use super::super::ahead;
use super::super::receiver::{self, Source};
use super::super::shared::Shared;

/// How much goes into one transaction. Live messages wait for one at most.
const MAX_BATCH: usize = 256;
const MAX_BATCH_BYTES: usize = 4 << 20;

/// What was stored.
pub(super) struct Stored {
    pub(super) pages: usize,
    pub(super) messages: usize,
    /// Walks that came to their end.
    pub(super) finished: Vec<i64>,
}

/// Stores pages until no more come. Ends without a word if the database does not take them.
pub(super) async fn run(
    shared: Arc<Shared>,
    mut pages: mpsc::Receiver<Page>,
    stored: mpsc::UnboundedSender<Stored>,
    phase: watch::Receiver<Phase>,
) {
    while let Some(page) = pages.recv().await {
        let mut batch = Batch::new(page);
        while batch.has_room()
            && let Ok(page) = pages.try_recv()
        {
            batch.add(page);
        }
        let outcome = Stored { pages: batch.pages, messages: batch.messages.len(), finished: batch.finished() };
        if let Err(error) = store(&shared, batch, &phase).await {
            tracing::error!(%error, "History was not stored.");
            return;
        }
        if stored.send(outcome).is_err() {
            return;
        }
    }
}

struct Batch {
    pages: usize,
    bytes: usize,
    messages: Vec<RawMessage>,
    marks: Vec<Mark>,
}

impl Batch {
    fn new(page: Page) -> Self {
        let mut batch = Self { pages: 0, bytes: 0, messages: Vec::new(), marks: Vec::new() };
        batch.add(page);
        batch
    }

    fn add(&mut self, page: Page) {
        self.pages += 1;
        self.bytes = page.messages.iter().fold(self.bytes, |bytes, message| bytes.saturating_add(message.bytes.len()));
        self.messages.extend(page.messages);
        self.marks.push(page.mark);
    }

    fn has_room(&self) -> bool {
        self.messages.len() < MAX_BATCH && self.bytes < MAX_BATCH_BYTES
    }

    fn finished(&self) -> Vec<i64> {
        self.marks.iter().filter(|mark| mark.position.is_none()).map(|mark| mark.walk).collect()
    }
}

async fn store(shared: &Arc<Shared>, batch: Batch, phase: &watch::Receiver<Phase>) -> Result<(), StorageError> {
    let messages: Arc<[RawMessage]> = ahead::open(shared, batch.messages).await.into();
    let marks: Arc<[Mark]> = batch.marks.into();
    match receiver::try_receive(shared, &messages, 0..messages.len(), Source::StoreNode(Arc::clone(&marks))).await {
        Ok(()) => return Ok(()),
        Err(StorageError::Closed) => return Err(StorageError::Closed),
        Err(error) => tracing::warn!(%error, "A page of history was not stored; trying its messages one by one."),
    }
    // What no transaction takes is given up after a while, as it is when it comes from the network; then the walk goes on.
    receiver::receive(Arc::clone(shared), messages, Source::StoreNode(Arc::default()), phase.clone()).await;
    let recorded = shared.work(move |_, context| marks.iter().try_for_each(|mark| record(context.stores, mark)));
    recorded.await
}
