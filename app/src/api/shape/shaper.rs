//! From outcomes to what clients read, with what has to be read for it.

use std::sync::Arc;

use status_domain::crypto::PublicKey;
use status_domain::messaging::Outcome;
use status_domain::notification::local_notifications;
use status_ports::{
    CompressedKey, ProfileStore, ProfileStoreExt, ProfileTransaction, StorageError, UnixMillis, UserStatusRecord,
};

use super::{Faces, LocalNotificationJson, MessengerResponseJson, Scene, UserStatusJson};
use crate::media::MediaUrls;

/// Shapes records for the client of one profile. Cloning gives another handle to the same one.
#[derive(Clone)]
pub(crate) struct Shaper {
    me: CompressedKey,
    faces: Faces,
    urls: MediaUrls,
}

impl Shaper {
    /// Shows where pictures are by these URLs.
    pub(crate) fn new(me: &PublicKey, urls: MediaUrls) -> Self {
        Self { me: me.to_compressed(), faces: Faces::default(), urls }
    }

    /// Whose profile this is.
    pub(crate) fn me(&self) -> &CompressedKey {
        &self.me
    }

    /// Our compressed key and emoji hash.
    pub(crate) fn own_looks(&self) -> (String, Vec<&'static str>) {
        let face = self.faces.of(&self.me);
        (face.compressed.clone(), face.emoji_hash.clone())
    }

    /// Who is there.
    pub(crate) fn statuses(&self, statuses: &[UserStatusRecord]) -> Vec<UserStatusJson> {
        let scene = self.scene();
        statuses.iter().map(|status| UserStatusJson::new(status, &scene)).collect()
    }

    /// A scene without anything in it.
    pub(crate) fn scene(&self) -> Scene {
        Scene::new(self.me, self.faces.clone(), self.urls.clone())
    }

    /// The result of a command, which says something to a person or not.
    pub(crate) async fn command(
        &self,
        store: &Arc<dyn ProfileStore>,
        outcome: Outcome,
        says_something: bool,
    ) -> Result<MessengerResponseJson, StorageError> {
        let (outcome, scene) = self.read(store, outcome).await?;
        Ok(MessengerResponseJson::to_command(&outcome, says_something, &scene))
    }

    /// The event of what received messages changed, and what the desktop is told of them before it.
    pub(crate) async fn received(
        &self,
        store: &Arc<dyn ProfileStore>,
        outcome: Outcome,
        now: UnixMillis,
    ) -> Result<(Vec<LocalNotificationJson>, MessengerResponseJson), StorageError> {
        let (scene, me) = (self.scene(), self.me);
        store
            .query(move |stores: &mut dyn ProfileTransaction| {
                let scene = scene.with_outcome(stores, &outcome)?;
                let told = local_notifications(stores, &me, &outcome, now)?;
                let told = told.iter().map(|told| LocalNotificationJson::new(told, &outcome, &scene)).collect();
                Ok((told, MessengerResponseJson::to_received(&outcome, &scene)))
            })
            .await
    }

    async fn read(&self, store: &Arc<dyn ProfileStore>, outcome: Outcome) -> Result<(Outcome, Scene), StorageError> {
        let scene = self.scene();
        store
            .query(move |stores: &mut dyn ProfileTransaction| {
                let scene = scene.with_outcome(stores, &outcome)?;
                Ok((outcome, scene))
            })
            .await
    }
}
