//! The domain and the ports must not know a runtime, I/O, a clock or randomness; the dependency tree proves it.

use std::collections::BTreeSet;

use crate::{Failure, cargo};

const PURE: [&str; 2] = ["status-domain", "status-ports"];

const FORBIDDEN: [&str; 20] = [
    "async-std",
    "axum",
    "chrono",
    "diesel",
    "futures",
    "getrandom",
    "hyper",
    "libp2p",
    "libsqlite3-sys",
    "log",
    "mio",
    "rand",
    "rand_chacha",
    "reqwest",
    "smol",
    "socket2",
    "time",
    "tokio",
    "tracing",
    "web-time",
];

pub(crate) fn check() -> Result<(), Failure> {
    let mut found = Vec::new();
    for package in PURE {
        let dependencies: BTreeSet<String> = cargo::dependencies(package)?.into_iter().collect();
        let impure: Vec<&str> = FORBIDDEN.into_iter().filter(|name| dependencies.contains(*name)).collect();
        if impure.is_empty() {
            println!("{package}: {} crates, all pure", dependencies.len());
        } else {
            found.push(format!("{package} depends on {}", impure.join(", ")));
        }
    }
    if found.is_empty() { Ok(()) } else { Err(found.join("\n").into()) }
}
