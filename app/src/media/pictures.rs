//! Work with pictures. It takes computing time and memory: it is done beside the threads that serve clients, a few at a
//! time.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use status_domain::media::{self, Corners, FileFormat, MAX_CHAT_PICTURE, MAX_RECORDING, MediaError, central_square};
use status_ports::{DecodeLimits, IdentityImageRecord, Images, Picture};
use status_proto::status::{AudioMessage, ImageMessage};
use tokio::sync::Semaphore;

use super::file::{self, FileError};

/// What a picture may cost that the user chose: those of telephones have 50 million pixels.
const CHOSEN: DecodeLimits = DecodeLimits { bytes: 30 << 20, pixels: 51_000_000, memory: 256 << 20 };
/// What a picture may cost that somebody else sent, to be drawn as an avatar.
pub(super) const FOREIGN: DecodeLimits = DecodeLimits { bytes: 1 << 20, pixels: 4 << 20, memory: 32 << 20 };
/// Pieces of work at a time: each may hold several times the pixels of a picture.
const AT_ONCE: usize = 2;

/// Why a picture or a recording was not made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PictureError {
    /// The file.
    #[error(transparent)]
    File(#[from] FileError),
    /// Its content.
    #[error(transparent)]
    Media(#[from] MediaError),
    /// The picture of a message.
    #[error("error opening image file: {0}")]
    MessageFile(FileError),
    /// The picture of a message.
    #[error("error decoding image: {0}")]
    MessagePicture(status_ports::ImageError),
    /// The work did not end.
    #[error("the work on a picture crashed")]
    Crashed,
}

impl From<status_ports::ImageError> for PictureError {
    fn from(error: status_ports::ImageError) -> Self {
        Self::Media(error.into())
    }
}

/// Works on pictures. Cloning gives another handle to the same one.
#[derive(Clone)]
pub(crate) struct Pictures {
    images: Arc<dyn Images>,
    turns: Arc<Semaphore>,
}

impl Pictures {
    pub(crate) fn new(images: Arc<dyn Images>) -> Self {
        Self { images, turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Runs work where it may take long.
    pub(crate) async fn work<T, E>(
        &self,
        work: impl FnOnce(&dyn Images) -> Result<T, E> + Send + 'static,
    ) -> Result<T, PictureError>
    where
        T: Send + 'static,
        E: Into<PictureError> + Send + 'static,
    {
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| PictureError::Crashed)?;
        let images = Arc::clone(&self.images);
        let done = tokio::task::spawn_blocking(move || {
            let done = work(&*images);
            drop(turn);
            done
        });
        done.await.map_err(|_| PictureError::Crashed)?.map_err(Into::into)
    }

    /// What a message carries of a picture on disk: made as small as messages want it. A GIF that is small enough already
    /// stays as it is, since it may move.
    pub(crate) async fn for_message(&self, path: &str) -> Result<ImageMessage, PictureError> {
        let path = local_path(path);
        self.work(move |images| {
            let bytes = file::read(&path, CHOSEN.bytes).map_err(PictureError::MessageFile)?;
            let picture = images.decode(&bytes, CHOSEN).map_err(PictureError::MessagePicture)?;
            let stays = FileFormat::of(&bytes) == Some(FileFormat::Gif) && bytes.len() <= MAX_CHAT_PICTURE;
            let small = if stays { bytes } else { media::chat_picture(images, &picture)? };
            Ok::<_, PictureError>(media::picture_message(small)?)
        })
        .await
    }

    /// What a message carries of a recording on disk.
    pub(crate) async fn recording(&self, path: &str, duration_ms: u64) -> Result<AudioMessage, PictureError> {
        let path = local_path(path);
        let read = move |_: &dyn Images| {
            let bytes = file::read(&path, MAX_RECORDING)?;
            Ok::<_, PictureError>(media::recording_message(bytes, duration_ms)?)
        };
        self.work(read).await
    }

    /// The picture of a profile in its sizes: a part of a picture on disk, or the square in its middle.
    pub(crate) async fn of_profile(
        &self,
        path: &str,
        part: Option<Corners>,
    ) -> Result<Vec<IdentityImageRecord>, PictureError> {
        let path = local_path(path);
        self.work(move |images| {
            let picture = read_chosen(images, &path)?;
            let part = part.map_or_else(|| Ok(central_square(&picture)), |corners| corners.within(&picture))?;
            let picture = images.crop(&picture, part)?;
            Ok::<_, PictureError>(media::profile_pictures(images, &picture)?)
        })
        .await
    }

    /// The picture of a profile in its sizes, of a file that came from elsewhere: the square in its middle.
    pub(crate) async fn of_profile_file(&self, bytes: Vec<u8>) -> Result<Vec<IdentityImageRecord>, PictureError> {
        self.work(move |images| {
            let picture = images.decode(&bytes, CHOSEN)?;
            let picture = images.crop(&picture, central_square(&picture))?;
            Ok::<_, PictureError>(media::profile_pictures(images, &picture)?)
        })
        .await
    }

    /// A part of a picture on disk as JPEG: what a group is shown with.
    pub(crate) async fn cropped(&self, path: &str, part: Corners) -> Result<Vec<u8>, PictureError> {
        let path = local_path(path);
        self.work(move |images| {
            let picture = read_chosen(images, &path)?;
            Ok::<_, PictureError>(media::cropped_picture(images, &picture, part)?)
        })
        .await
    }

    /// A picture on disk, whatever it is, as PNG disc.
    pub(super) async fn disc_of(&self, path: PathBuf) -> Result<Picture, PictureError> {
        self.work(move |images| Ok::<_, PictureError>(images.round(&read_chosen(images, &path)?))).await
    }
}

fn read_chosen(images: &dyn Images, path: &Path) -> Result<Picture, PictureError> {
    Ok(images.decode(&file::read(path, CHOSEN.bytes)?, CHOSEN)?)
}

/// Some clients name files by URL.
fn local_path(path: &str) -> PathBuf {
    PathBuf::from(path.strip_prefix("file://").unwrap_or(path))
}
