//! The networks that there are.

use std::sync::OnceLock;

use status_domain::discovery::fleet::FLEETS_JSON;

use super::Endpoints;
use crate::endpoint::error_answer;
use crate::json;

pub(super) fn register(endpoints: &mut Endpoints) {
    endpoints.pure("Fleets", |_| fleets().to_owned());
}

/// The list in compact form.
fn fleets() -> &'static str {
    static FLEETS: OnceLock<String> = OnceLock::new();
    FLEETS.get_or_init(|| {
        let list = json::parse(FLEETS_JSON);
        list.map_err(error_answer)
            .and_then(|list| json::to_text(&list).map_err(error_answer))
            .unwrap_or_else(|error| error)
    })
}
