//! Sessions: how a profile comes to be logged in, and what is there while it is.

mod account_json;
mod card;
mod create;
mod error;
mod generated;
mod keep;
mod lifecycle;
mod login;
mod manage;
mod open;
mod request;

pub(crate) use account_json::{AccountJson, ImageJson, data_uri};
pub(crate) use error::{AccountsError, LoginError};
pub(crate) use generated::GeneratedKeys;
pub(crate) use lifecycle::{Lifecycle, Turn};
pub(crate) use open::{RewrapError, Session, SessionOptions};
pub(crate) use request::{CreateAccount, InitializeApplication, Login, Origin, RestoreAccount};
