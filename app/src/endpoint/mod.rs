//! The functions of the API: what the daemon offers below `/statusgo/` and the C library as symbols.

mod keystore;
mod logging;
mod metrics;
mod multi_account;
mod node;
mod node_config;
mod session;
mod unsupported;
mod utils;

pub(crate) use keystore::{
    change_database_password, convert_to_keycard_account, convert_to_regular_account, delete_imported_key,
    delete_multiaccount, migrate_key_store_dir, verify_account_password, verify_database_password,
};
pub(crate) use node::switch_fleet;
pub use utils::{
    encode_function_call, encode_transfer, multiformat_deserialize_public_key, multiformat_serialize_public_key,
};
pub(crate) use utils::{send_transaction, send_transaction_with_signature, sign_typed_data, sign_typed_data_v4};

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;

use serde::Serialize;

use crate::{Backend, json};

/// What a call of a function comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndpointAnswer {
    /// The function answered, be it with an error text.
    Body {
        /// JSON, bare text, or nothing.
        text: String,
        /// The function is kept for old clients only.
        deprecated: bool,
    },
    /// The function exists but takes more than one text, so that it cannot be called this way (status 501).
    NotSupported,
    /// There is no such function (status 404).
    Unknown,
}

type Answering = Pin<Box<dyn Future<Output = String> + Send>>;

enum Action {
    /// Depends on nothing but its argument.
    Pure(fn(&str) -> String),
    /// Needs the process's state.
    Stateful(Box<dyn Fn(Backend, String) -> Answering + Send + Sync>),
    /// Exists, but has another signature.
    NotSupported,
}

struct Endpoint {
    action: Action,
    deprecated: bool,
    /// Whether only programs that have the backend in them may call it: for HTTP there is no such function.
    in_library_only: bool,
}

/// The table of functions.
#[derive(Default)]
pub(crate) struct Endpoints {
    by_name: HashMap<&'static str, Endpoint>,
}

impl Endpoints {
    /// A function of its argument alone.
    pub(crate) fn pure(&mut self, name: &'static str, function: fn(&str) -> String) {
        self.by_name
            .insert(name, Endpoint { action: Action::Pure(function), deprecated: false, in_library_only: false });
    }

    /// A function that reads or changes the state of the process.
    pub(crate) fn stateful<F, R>(&mut self, name: &'static str, function: F)
    where
        F: Fn(Backend, String) -> R + Send + Sync + 'static,
        R: Future<Output = String> + Send + 'static,
    {
        let action = Action::Stateful(Box::new(move |backend, body| Box::pin(function(backend, body))));
        self.by_name.insert(name, Endpoint { action, deprecated: false, in_library_only: false });
    }

    /// Functions that cannot be called with one text.
    fn not_supported(&mut self, names: &[&'static str]) {
        for name in names {
            self.by_name
                .insert(name, Endpoint { action: Action::NotSupported, deprecated: false, in_library_only: false });
        }
    }

    /// Marks a function as kept for old clients.
    pub(crate) fn deprecate(&mut self, name: &'static str) {
        if let Some(endpoint) = self.by_name.get_mut(name) {
            endpoint.deprecated = true;
        }
    }

    /// Leaves functions to programs that have the backend in them.
    fn in_library_only(&mut self, names: &[&'static str]) {
        for name in names {
            if let Some(endpoint) = self.by_name.get_mut(name) {
                endpoint.in_library_only = true;
            }
        }
    }

    async fn call(&self, backend: &Backend, name: &str, body: &str, in_library: bool) -> EndpointAnswer {
        let endpoint = self.by_name.get(name).filter(|endpoint| in_library || !endpoint.in_library_only);
        let Some(endpoint) = endpoint else {
            return EndpointAnswer::Unknown;
        };
        let text = match &endpoint.action {
            Action::Pure(function) => function(body),
            Action::Stateful(function) => function(backend.clone(), body.to_owned()).await,
            Action::NotSupported => return EndpointAnswer::NotSupported,
        };
        EndpointAnswer::Body { text, deprecated: endpoint.deprecated }
    }
}

/// All functions.
fn table() -> &'static Endpoints {
    static TABLE: OnceLock<Endpoints> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut endpoints = Endpoints::default();
        endpoints.not_supported(&unsupported::NAMES);
        session::register(&mut endpoints);
        keystore::register(&mut endpoints);
        logging::register(&mut endpoints);
        metrics::register(&mut endpoints);
        multi_account::register(&mut endpoints);
        node::register(&mut endpoints);
        node_config::register(&mut endpoints);
        utils::register(&mut endpoints);
        endpoints
    })
}

/// The names of all functions that can be called with one text or none.
#[must_use]
pub fn functions() -> Vec<&'static str> {
    let callable = |(name, endpoint): (&&'static str, &Endpoint)| {
        (!matches!(endpoint.action, Action::NotSupported)).then_some(*name)
    };
    let mut names: Vec<_> = table().by_name.iter().filter_map(callable).collect();
    names.sort_unstable();
    names
}

/// Calls a function by name, from within the process or from elsewhere.
pub(crate) async fn call(backend: &Backend, name: &str, body: &str, in_library: bool) -> EndpointAnswer {
    table().call(backend, name, body, in_library).await
}

/// `{"error":"<text>"}`, the answer of most functions. An empty text is success.
pub(crate) fn error_answer(text: impl core::fmt::Display) -> String {
    #[derive(Serialize)]
    struct ApiResponse {
        error: String,
    }
    json::to_text(&ApiResponse { error: text.to_string() }).unwrap_or_default()
}

/// `{"error":""}` or the error's text.
pub(crate) fn outcome<E: core::fmt::Display>(outcome: Result<(), E>) -> String {
    match outcome {
        Ok(()) => error_answer(""),
        Err(error) => error_answer(error),
    }
}

/// What is said of fields, named by their paths, that must not be empty but are; `None` if there are none.
pub(crate) fn required<'a>(empty: impl Iterator<Item = &'a str>) -> Option<String> {
    let problems: Vec<String> = empty
        .map(|path| {
            let name = path.rsplit('.').next().unwrap_or(path);
            format!("Key: '{path}' Error:Field validation for '{name}' failed on the 'required' tag")
        })
        .collect();
    (!problems.is_empty()).then(|| problems.join("\n"))
}
