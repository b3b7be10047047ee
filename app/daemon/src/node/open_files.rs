//! Every connection is an open file to the system.

/// Open files besides connections: databases, sockets, the log.
const OTHERS: u64 = 100;

/// Asks the system for as many open files as the connections need, and warns if it does not allow them.
#[cfg(unix)]
pub(super) fn allow(connections: u64) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let needed = connections.saturating_add(OTHERS);
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    // Nothing means no limit.
    let Some(now) = current.filter(|now| *now < needed) else { return };
    let wanted = maximum.map_or(needed, |maximum| maximum.min(needed));
    let allowed = match setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum }) {
        Ok(()) => wanted,
        Err(_) => now,
    };
    if allowed < needed {
        tracing::warn!(
            allowed,
            needed,
            "The system allows fewer open files than there may be connections; raise the limit (ulimit -n) or lower \
             --max-subscribers."
        );
    }
}

/// Other systems have no such limit.
#[cfg(not(unix))]
pub(super) fn allow(_connections: u64) {}
