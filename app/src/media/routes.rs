//! What each path answers.

/// Paths that exist. Before there is something to show, they answer 200 with an empty body.
const KNOWN: [&str; 19] = [
    "/health",
    "/messages/images",
    "/messages/audio",
    "/messages/discord/attachments",
    "/discord/authors",
    "/link-preview/thumbnail",
    "/link-preview/favicon",
    "/status-link-preview/thumbnail",
    "/ipfs",
    "/accountImages",
    "/accountInitials",
    "/contactImages",
    "/GenerateQRCode",
    "/communityTokenImages",
    "/communityDescriptionImages",
    "/communityDescriptionTokenImages",
    "/wallet/communityImages",
    "/wallet/collectionImages",
    "/wallet/collectibleImages",
];

/// An answer without content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: &'static str,
    pub(super) body: &'static str,
}

/// Answers the target of a request.
pub(super) fn answer(target: &str) -> Answer {
    let path = target.split('?').next().unwrap_or_default();
    if KNOWN.contains(&path) {
        Answer { status: "200 OK", body: "" }
    } else {
        Answer { status: "404 Not Found", body: "404 page not found\n" }
    }
}
