//! What the processors are asked.

use std::collections::BTreeMap;

use ruint::aliases::U256;

use super::{AmountOption, CheckedRequest, ProcessorKind};

/// What a processor is asked to carry, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Inquiry {
    /// Who is asked.
    pub processor: ProcessorKind,
    /// Where the money is.
    pub from_chain: u64,
    /// Where it shall go.
    pub to_chain: u64,
    /// How much of it.
    pub option: AmountOption,
}

/// All that is worth asking, chain by chain. `amount_out`: what shall arrive, if that was asked for.
#[must_use]
pub fn inquiries(
    request: &CheckedRequest,
    amount_out: U256,
    options: &BTreeMap<u64, Vec<AmountOption>>,
    from_chains: &[u64],
    to_chains: &[u64],
    processors: &[ProcessorKind],
) -> Vec<Inquiry> {
    let send_type = request.send_type;
    let stays_on_one_chain = matches!((from_chains, to_chains), ([from], [to]) if from == to);
    let mut inquiries = Vec::new();
    for from_chain in from_chains.iter().copied().filter(|chain| send_type.is_available_on(*chain)) {
        for option in options.get(&from_chain).into_iter().flatten() {
            for processor in processors.iter().copied().filter(|processor| send_type.can_use(*processor)) {
                let carries_nothing = option.amount.is_zero();
                let is_pointless = (stays_on_one_chain && processor.is_bridge())
                    || (carries_nothing && !send_type.allows_nothing(processor, !amount_out.is_zero()));
                if is_pointless {
                    continue;
                }
                let reachable = to_chains.iter().filter(|to| send_type.is_available_between(from_chain, **to));
                inquiries.extend(reachable.map(|to| Inquiry { processor, from_chain, to_chain: *to, option: *option }));
            }
        }
    }
    inquiries
}
