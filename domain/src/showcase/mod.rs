//! What people show in their profile: communities, accounts, collectibles, tokens and links, each to nobody, to
//! verified contacts, to contacts or to everyone (specification: messaging, section 15.5).

mod error;
mod preferences;
mod publish;
mod receive;
#[cfg(test)]
mod tests;

pub use error::ShowcaseError;
pub use preferences::{MAX_ENTRIES, MAX_SOCIAL_LINKS, preferences, set_preferences};
pub use receive::{entries_of, entries_with_account};

pub(crate) use preferences::hide_accounts;
pub(crate) use publish::{OwnShowcase, own_showcase};
pub(crate) use receive::open;
