//! What the desktop is told of payments.

use std::collections::BTreeMap;

use super::Transfer;

/// How many payments of one account are told at once.
const MOST_TOLD: usize = 20;

/// How a payment went, as its account sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentState {
    /// The transaction did nothing.
    Failed,
    /// The account got something.
    Inbound,
    /// The account gave something.
    Outbound,
}

impl PaymentState {
    /// How a transfer went.
    #[must_use]
    pub fn of(transfer: &Transfer) -> Self {
        match (transfer.is_success, transfer.to == Some(transfer.account)) {
            (false, _) => Self::Failed,
            (true, true) => Self::Inbound,
            (true, false) => Self::Outbound,
        }
    }
}

/// Which of these transfers are told, oldest first: of each account the newest, and not those that were made up to this
/// block, the newest when somebody began to look.
#[must_use]
pub fn told_payments(transfers: &[Transfer], known_block: u64) -> Vec<&Transfer> {
    let mut news: Vec<&Transfer> = transfers.iter().filter(|transfer| known_block < transfer.block.number).collect();
    news.sort_by_key(|transfer| (transfer.block.number, transfer.key()));
    let mut left: BTreeMap<[u8; 20], usize> = BTreeMap::new();
    let mut told: Vec<&Transfer> = news
        .into_iter()
        .rev()
        .filter(|transfer| {
            let count = left.entry(transfer.account).or_insert(MOST_TOLD);
            let is_told = *count > 0;
            *count = count.saturating_sub(1);
            is_told
        })
        .collect();
    told.reverse();
    told
}
