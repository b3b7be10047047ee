//! The one connection that writes, on a thread of its own.

use std::path::{Path, PathBuf};

use diesel::prelude::*;
use status_ports::{DataKey, ProfileWork, StorageError};
use tokio::sync::{mpsc, oneshot};

use super::{is_broken, run};
use crate::connection::{Access, connect};
use crate::database::checkpoint;
use crate::error::{Result, backend};

/// Units of work that may wait; more than that, and the caller waits.
const CAPACITY: usize = 64;

enum Job {
    Work(ProfileWork, oneshot::Sender<Result<()>>),
    Close(oneshot::Sender<()>),
}

/// Runs units of work one after the other, in the order in which they came.
#[derive(Debug)]
pub(super) struct Writer {
    jobs: mpsc::Sender<Job>,
}

impl Writer {
    pub(super) fn start(connection: SqliteConnection, path: PathBuf, key: DataKey) -> Result<Self> {
        let (jobs, waiting) = mpsc::channel(CAPACITY);
        let serve = move || serve(connection, &path, &key, waiting);
        std::thread::Builder::new().name("profile-writer".to_owned()).spawn(serve).map_err(backend)?;
        Ok(Self { jobs })
    }

    pub(super) async fn run(&self, work: ProfileWork) -> Result<()> {
        let (reply, answer) = oneshot::channel();
        self.jobs.send(Job::Work(work, reply)).await.map_err(|_| StorageError::Closed)?;
        answer.await.map_err(|_| StorageError::Closed)?
    }

    /// Returns when everything that was asked for before has ended and the file is closed.
    pub(super) async fn close(&self) {
        let (reply, closed) = oneshot::channel();
        // Neither succeeds if it is closed already.
        if self.jobs.send(Job::Close(reply)).await.is_ok() {
            let _ = closed.await;
        }
    }
}

fn serve(mut connection: SqliteConnection, path: &Path, key: &DataKey, mut jobs: mpsc::Receiver<Job>) {
    let mut closed = None;
    while let Some(job) = jobs.blocking_recv() {
        match job {
            Job::Work(work, reply) => {
                let outcome = connection.immediate_transaction(|connection| run(work, connection));
                // Nobody may be waiting any more.
                let _ = reply.send(outcome.map_err(|rollback| rollback.0));
                if is_broken(&mut connection) {
                    tracing::error!("The profile database failed to roll back and is opened anew.");
                    match connect(path, key, Access::Write) {
                        Ok(fresh) => connection = fresh,
                        Err(error) => tracing::error!(%error, "The profile database did not open again."),
                    }
                }
            }
            Job::Close(reply) => {
                closed = Some(reply);
                break;
            }
        }
    }
    if let Err(error) = checkpoint(&mut connection) {
        // Nothing is lost: the next start reads the log.
        tracing::warn!(%error, "The log of the profile database was not merged.");
    }
    drop(connection);
    // What still waits is told so by the end of its channel.
    drop(jobs);
    if let Some(reply) = closed {
        let _ = reply.send(());
    }
}
