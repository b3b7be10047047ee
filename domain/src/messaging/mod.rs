//! What the handlers of all contexts share: what they are given and what they decide.

mod decision;
mod error;
mod handle;
mod outcome;
mod profile;

pub(crate) use decision::{Decision, Signed};
pub use error::{CommandError, HandleError};
pub use handle::handle;
pub use outcome::{Audience, ClearedHistory, Delivery, Outcome, OutgoingMessage, RemovedMessage, SeenMessages};
pub(crate) use profile::{
    OwnProfile, PicturesAudience, PicturesVisibility, allows_messages_of_strangers, default_sync_period_s,
    own_display_name, profile_pictures_audience, profile_pictures_visibility,
};

use status_ports::{Attempt, ProfileTransaction, SavepointExt, UnixMillis};
use status_proto::status::application_metadata_message::Type;

use crate::crypto::{PrivateKey, PublicKey};
use crate::identity::CustomizationColor;
use crate::profile::OwnPictures;

/// Everything a handler may use while it decides. It lives as long as one transaction.
pub struct Context<'a> {
    /// The stores. What is written here is committed together with the ratchet state and the dedupe mark.
    pub stores: &'a mut dyn ProfileTransaction,
    /// The identity (chat) key of the profile.
    pub identity: &'a PrivateKey,
    /// The public half of [`Self::identity`].
    pub me: PublicKey,
    /// The colour of the profile, which our messages carry.
    pub customization_color: CustomizationColor,
    /// The pictures of the profile.
    pub pictures: &'a OwnPictures,
    /// The time of this unit of work.
    pub now: UnixMillis,
    /// Randomness.
    pub entropy: &'a mut dyn status_ports::Entropy,
}

impl Context<'_> {
    /// Runs a part of the work: an error undoes all that the part changed, and nothing else.
    ///
    /// # Errors
    /// What [`SavepointExt::attempt`] says.
    pub fn attempt<T, E>(&mut self, work: impl FnOnce(&mut Context<'_>) -> Result<T, E>) -> Result<T, Attempt<E>> {
        let Self { stores, identity, me, customization_color, pictures, now, entropy } = self;
        let (identity, me, customization_color, pictures, now) =
            (*identity, *me, *customization_color, *pictures, *now);
        stores.attempt(|stores| {
            work(&mut Context { stores, identity, me, customization_color, pictures, now, entropy: &mut **entropy })
        })
    }
}

/// One application message, after every layer below was opened.
#[derive(Clone, Debug)]
pub struct ReceivedMessage {
    /// Application message id: `0x` + Keccak-256 of author and bytes in hex.
    pub id: String,
    /// Who signed the application message, or the transport where it is not signed.
    pub author: PublicKey,
    /// Who signed the Waku payload around it. Somebody who passes a signed message of another one on is told by it.
    pub envelope_signer: PublicKey,
    /// Which payload it is.
    pub kind: Type,
    /// The serialized payload.
    pub payload: Vec<u8>,
    /// Time of the Waku message in milliseconds, a multiple of 1,000.
    pub whisper_timestamp: UnixMillis,
}

#[cfg(test)]
pub(crate) mod tests;
