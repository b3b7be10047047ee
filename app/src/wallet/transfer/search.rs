//! Asks what accounts had, to find the blocks in which that changed.

use std::collections::{BTreeMap, BTreeSet};

use status_domain::wallet::activity::{BalanceSearch, BlockRange};
use status_ports::{AccountState, ChainError, ChainProvider};

/// Questions that are asked together.
const MOST_QUESTIONS: usize = 1_000;
/// Blocks of a range in which one account changed. Who has more is no person, and is not searched further.
const MOST_CHANGES: usize = 1_000;

/// What accounts had at some block.
pub(super) type KnownStates = BTreeMap<[u8; 20], (u64, AccountState)>;

/// The blocks of a range in which one of these accounts changed, and what they had at its end. `known` spares questions.
pub(super) async fn changed_blocks(
    chain: &dyn ChainProvider,
    accounts: &BTreeSet<[u8; 20]>,
    range: BlockRange,
    known: &KnownStates,
) -> Result<(BTreeSet<u64>, KnownStates), ChainError> {
    let mut last_states = KnownStates::new();
    let mut searches: BTreeMap<[u8; 20], BalanceSearch> = BTreeMap::new();
    for account in accounts {
        let mut search = BalanceSearch::new(range);
        search.take(known.get(account).copied());
        searches.insert(*account, search);
    }
    let mut changed = BTreeSet::new();
    while !searches.is_empty() {
        let mut questions = Vec::new();
        searches.retain(|account, search| {
            let asked = search.questions();
            let is_over = asked.is_empty() || search.changed().len() > MOST_CHANGES;
            if is_over {
                changed.extend(search.changed());
            } else if questions.len() < MOST_QUESTIONS {
                questions.extend(asked.into_iter().map(|block| (*account, block)));
            }
            !is_over
        });
        if questions.is_empty() {
            continue;
        }
        let answers = chain.account_states(questions.clone()).await?;
        let mut answered: BTreeMap<[u8; 20], Vec<(u64, AccountState)>> = BTreeMap::new();
        for ((account, block), state) in questions.into_iter().zip(answers) {
            if block == range.last {
                last_states.insert(account, (block, state));
            }
            answered.entry(account).or_default().push((block, state));
        }
        for (account, answers) in answered {
            if let Some(search) = searches.get_mut(&account) {
                search.take(answers);
            }
        }
    }
    Ok((changed, last_states))
}
