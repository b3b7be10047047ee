//! What differs in an answer on purpose: where status-go is wrong, `docs/differences.md` has the line. And what depends on
//! which of two things came first, and is right either way.

/// One difference.
struct Difference {
    recording: &'static str,
    /// Position of the step from 0.
    step: usize,
    /// Where in the answer. Everything below it is excused, nothing else; the empty path excuses the whole step.
    path: &'static str,
    reason: &'static str,
}

const fn on_purpose(recording: &'static str, step: usize, path: &'static str, reason: &'static str) -> Difference {
    Difference { recording, step, path, reason }
}

/// What another node does reaches this one before the next step, where a node of the recordings had to wait for a tick.
const SOONER: &str = "what others did is there sooner";
const NO_HOLE: &str = "a refused move leaves no hole in the positions";
/// Entries of the activity center are ordered by seconds, then by their ids. The recording took more than a second.
const SAME_SECOND: &str = "the mention and the reply came in one second";
const READ_WITHOUT_CONTRACT: &str = "balances are read on chains too that have no contract for reading many at once";
const ASKED_AGAIN: &str = "a request of somebody whom we were a contact of before is asked about, too";

const DIFFERENCES: &[Difference] = &[
    on_purpose("settings", 39, "", "one value that was saved as null does not take all settings away"),
    on_purpose("rpc-errors", 49, "", "the namespaces are those that have methods"),
    on_purpose("chat-one-to-one", 33, "", SOONER),
    on_purpose("chat-one-to-one", 59, ".result.chats[0].unviewedMessagesCount", "what was deleted is not unread"),
    on_purpose("chat-images-mute", 28, ".result.chats[0].lastMessage.outgoingStatus", SOONER),
    on_purpose("chat-images-mute", 28, ".result.messages[0].outgoingStatus", SOONER),
    on_purpose("chat-images-mute", 29, ".result.outgoingStatus", SOONER),
    on_purpose("contact-remove-block", 22, ".result.activityCenterNotifications", ASKED_AGAIN),
    on_purpose("contact-remove-block", 22, ".result.activityCenterState", ASKED_AGAIN),
    on_purpose("contact-decline", 16, ".result.activityCenterNotifications[0].dismissed", "it is accepted, not both"),
    on_purpose("contact-decline", 22, "", "only a key is trusted"),
    on_purpose("contact-decline", 23, "", "only a key is trusted"),
    on_purpose("contact-decline", 24, "", SOONER),
    on_purpose("contact-decline", 26, "", SOONER),
    on_purpose("group-chat", 13, ".result.chats[0].membershipUpdateEvents", SOONER),
    on_purpose("group-chat", 23, ".result.chats[0].membershipUpdateEvents", SOONER),
    on_purpose("group-chat", 26, ".result.membershipUpdateEvents", SOONER),
    on_purpose("group-chat", 29, ".result.chats[0].membershipUpdateEvents", SOONER),
    on_purpose("group-admins", 14, ".result.chats[0].name", SOONER),
    on_purpose("group-admins", 14, ".result.chats[0].membershipUpdateEvents", SOONER),
    on_purpose("group-admins", 17, ".result.chats[0].name", SOONER),
    on_purpose("group-admins", 17, ".result.chats[0].membershipUpdateEvents", SOONER),
    on_purpose("group-admins", 32, ".result.chats[0].membershipUpdateEvents", SOONER),
    on_purpose("activity-center", 14, ".result.notifications[0]", SAME_SECOND),
    on_purpose("activity-center", 14, ".result.notifications[1]", SAME_SECOND),
    on_purpose("activity-center", 17, ".result.notifications[0]", SAME_SECOND),
    on_purpose("profile-share", 31, ".result.statusUpdates", SOONER),
    on_purpose("accounts", 27, "", "nothing stands at the position from which to move"),
    on_purpose("accounts", 28, "", NO_HOLE),
    on_purpose("accounts", 31, ".result.position", NO_HOLE),
    on_purpose("accounts", 35, "", NO_HOLE),
    on_purpose("wallet-chain", 4, ".result", READ_WITHOUT_CONTRACT),
    on_purpose("wallet-chain", 8, "", "a route comes although prices are not known"),
    on_purpose("wallet-chain", 11, ".error.message", "the words of a chain come without a name"),
    on_purpose("wallet-chain", 20, ".message.json.activities[0].activityStatus", "what is in a block is complete"),
    on_purpose("wallet-chain", 26, ".result", READ_WITHOUT_CONTRACT),
    on_purpose("accounts-keypairs", 40, "", "the right password is right, also after the profile was on a keycard"),
];

/// Takes away what differs on purpose. Returns why, if something did.
pub(super) fn excuse(recording: &str, step: usize, problems: &mut Vec<String>) -> Option<&'static str> {
    let of_step = |difference: &&Difference| difference.recording == recording && difference.step == step;
    let mut reason = None;
    for difference in DIFFERENCES.iter().filter(of_step) {
        let before = problems.len();
        problems.retain(|problem| !is_below(difference.path, problem));
        if problems.len() < before {
            reason = Some(difference.reason);
        }
    }
    reason
}

/// Whether a problem, which begins with where it is, is at a path or below it.
fn is_below(path: &str, problem: &str) -> bool {
    problem.strip_prefix(path).is_some_and(|rest| path.is_empty() || rest.starts_with([':', '.', '[']))
}
