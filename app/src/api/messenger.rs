//! What methods of the messenger share: how commands are run, and how people are named.

use status_domain::crypto::PublicKey;
use status_domain::identity::{PublicKeyFormatError, parse_compressed_key, parse_public_key};
use status_domain::messaging::{CommandError, Context, Outcome};

use super::shape::MessengerResponseJson;
use crate::rpc::RpcError;
use crate::session::Session;

/// Characters of `0x04…`.
const UNCOMPRESSED_LENGTH: usize = 132;

/// Runs a command that says something to a person, and shows what it changed.
pub(super) async fn say(
    session: &Session,
    decide: impl FnOnce(&mut Context<'_>) -> Result<Outcome, CommandError> + Send + 'static,
) -> Result<MessengerResponseJson, RpcError> {
    let outcome = execute(session, decide).await?;
    Ok(session.shaper().command(session.profile(), outcome, true).await?)
}

/// Runs a command that says nothing to anybody, and shows what it changed.
pub(super) async fn run(
    session: &Session,
    decide: impl FnOnce(&mut Context<'_>) -> Result<Outcome, CommandError> + Send + 'static,
) -> Result<MessengerResponseJson, RpcError> {
    let outcome = execute(session, decide).await?;
    Ok(session.shaper().command(session.profile(), outcome, false).await?)
}

/// Runs a command of which nothing is shown.
pub(super) async fn execute(
    session: &Session,
    decide: impl FnOnce(&mut Context<'_>) -> Result<Outcome, CommandError> + Send + 'static,
) -> Result<Outcome, RpcError> {
    let outcome = session.messenger().command(decide).await?;
    match outcome.refusal {
        Some(refusal) => Err(RpcError::method(refusal)),
        None => Ok(outcome),
    }
}

/// A request that clients may leave out, but should not: that has always crashed the handler.
pub(super) fn given<T>(request: Option<T>) -> Result<T, RpcError> {
    request.ok_or_else(|| RpcError::internal("method handler crashed"))
}

/// A field that must be filled; `error` is the text of the API.
pub(super) fn required<T: Default + PartialEq>(value: &T, error: &'static str) -> Result<(), RpcError> {
    if *value == T::default() { Err(RpcError::method(error)) } else { Ok(()) }
}

/// A person by either text of the key.
pub(super) fn person(text: &str) -> Result<PublicKey, PublicKeyFormatError> {
    if text.len() == UNCOMPRESSED_LENGTH { parse_public_key(text) } else { parse_compressed_key(text) }
}
