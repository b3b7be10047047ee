//! What people say of themselves: name, bio, colour, pictures, showcase. It goes out in chats and beside the contact
//! code (specification: messaging, sections 15.1 to 15.3).

mod error;
mod own;
mod pictures;
mod receive;
mod send;
#[cfg(test)]
mod tests;

pub use error::IdentityError;
pub use pictures::{shown_picture, shown_pictures};

pub(crate) use receive::{handle_chat_identity, handle_contact_code};
pub(crate) use send::{
    identity_beside_contact_code, send_identity, send_identity_if_due, send_identity_to_public_chat,
};
