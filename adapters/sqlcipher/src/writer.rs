//! The one connection that writes, on a thread of its own.

use diesel::prelude::*;
use status_ports::StorageError;
use tokio::sync::{mpsc, oneshot};

use crate::connection::{Opener, is_broken};
use crate::database::checkpoint;
use crate::error::{Result, Rollback, backend};

/// Units of work that may wait; more than that, and the caller waits.
const CAPACITY: usize = 64;

type Work = Box<dyn FnOnce(&mut SqliteConnection) + Send>;

enum Job {
    Work(Work),
    Close(oneshot::Sender<()>),
}

/// Runs units of work one after the other, in the order in which they came.
#[derive(Debug)]
pub(crate) struct Writer {
    jobs: mpsc::Sender<Job>,
}

impl Writer {
    /// Starts the thread. `name` is what the database is called in the log, `opener` opens the connection again if it breaks.
    pub(crate) fn start(name: &'static str, connection: SqliteConnection, opener: Opener) -> Result<Self> {
        let (jobs, waiting) = mpsc::channel(CAPACITY);
        let serve = move || serve(name, connection, &opener, waiting);
        std::thread::Builder::new().name(format!("{name}-writer")).spawn(serve).map_err(backend)?;
        Ok(Self { jobs })
    }

    /// Runs work in one transaction: `Ok` commits, `Err` rolls back.
    pub(crate) async fn run<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut SqliteConnection) -> std::result::Result<T, Rollback> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let work: Work = Box::new(move |connection| {
            let outcome = connection.immediate_transaction(work);
            // Nobody may be waiting any more.
            let _ = reply.send(outcome.map_err(|rollback| rollback.0));
        });
        self.jobs.send(Job::Work(work)).await.map_err(|_| StorageError::Closed)?;
        answer.await.map_err(|_| StorageError::Closed)?
    }

    /// Returns when everything that was asked for before has ended and the file is closed.
    pub(crate) async fn close(&self) {
        let (reply, closed) = oneshot::channel();
        // Neither succeeds if it is closed already.
        if self.jobs.send(Job::Close(reply)).await.is_ok() {
            let _ = closed.await;
        }
    }
}

fn serve(name: &str, mut connection: SqliteConnection, opener: &Opener, mut jobs: mpsc::Receiver<Job>) {
    let mut closed = None;
    while let Some(job) = jobs.blocking_recv() {
        match job {
            Job::Work(work) => {
                work(&mut connection);
                if is_broken(&mut connection) {
                    tracing::error!(database = name, "The database failed to roll back and is opened anew.");
                    match opener() {
                        Ok(fresh) => connection = fresh,
                        Err(error) => tracing::error!(database = name, %error, "The database did not open again."),
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
        tracing::warn!(database = name, %error, "The log of the database was not merged.");
    }
    drop(connection);
    // What still waits is told so by the end of its channel.
    drop(jobs);
    if let Some(reply) = closed {
        let _ = reply.send(());
    }
}
