//! Ways for money: what is asked for, who could carry it, and which way is best.
//!
//! The planner knows neither chains nor processors: it is given candidates, each with its gas and what arrives, and what an
//! account has. A new processor is a new [`ProcessorKind`], and whoever asks it for candidates.

mod amount;
mod availability;
mod balance;
mod cost;
mod enumeration;
mod error;
mod path;
mod plan;
mod request;
mod search;
mod send_type;

pub use amount::{AmountOption, amount_options};
pub use availability::Connection;
pub use balance::{Balances, ChainBalance};
pub use cost::{Cost, Prices, chain_priority};
pub use enumeration::{Inquiry, inquiries};
pub use error::{ProcessorError, RequestError, RouteError, without_balances};
pub use path::{Approval, Candidate, Path, RouteToken, TransactionDraft};
pub use plan::{Plan, check_balances, plan};
pub use request::{CheckedRequest, RouteRequest};
pub use send_type::{ProcessorKind, SendType};

#[cfg(test)]
mod tests;
