//! The archive of a store node.

mod file;
mod read;
mod write;

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use status_ports::{ArchivePage, ArchiveQuery, ArchiveRecord, ArchiveRetention, ArchiveSize, MessageArchive};

use crate::connection::{Access, Opener, in_background};
use crate::error::Result;
use crate::readers::Readers;
use crate::writer::Writer;

/// The open archive of a store node, in one file that is not encrypted: it holds nothing that did not go over the network
/// for everybody to see. Dropping it closes it too, but only [`MessageArchive::close`] waits for the end.
#[derive(Debug)]
pub struct SqliteArchive {
    writer: Writer,
    readers: Readers,
}

impl SqliteArchive {
    /// Opens the archive in a file, and makes it if there is none. The folder must be there.
    ///
    /// # Errors
    /// [`status_ports::StorageError::WrongKey`] if the file is no database, [`status_ports::StorageError::Corrupt`] if it is
    /// another one, [`status_ports::StorageError::Backend`] if it cannot be opened.
    pub async fn open(path: &Path) -> Result<Self> {
        let path = path.to_owned();
        in_background(move || Self::open_file(path)).await
    }

    fn open_file(path: PathBuf) -> Result<Self> {
        let connection = file::open(&path)?;
        let opener = |access| -> Opener {
            let path = path.clone();
            Box::new(move || file::connect(&path, access))
        };
        let writer = Writer::start("archive", connection, opener(Access::Write))?;
        Ok(Self { writer, readers: Readers::new(opener(Access::Read)) })
    }
}

#[async_trait]
impl MessageArchive for SqliteArchive {
    async fn insert(&self, records: Vec<ArchiveRecord>) -> Result<()> {
        self.writer.run(move |connection| write::insert(connection, &records)).await
    }

    async fn query(&self, query: ArchiveQuery) -> Result<ArchivePage> {
        self.readers.run(move |connection| read::page(connection, &query)).await
    }

    async fn prune(&self, retention: ArchiveRetention) -> Result<bool> {
        self.writer.run(move |connection| write::prune(connection, retention)).await
    }

    async fn size(&self) -> Result<ArchiveSize> {
        self.readers.run(read::size).await
    }

    async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

#[cfg(test)]
mod tests;
