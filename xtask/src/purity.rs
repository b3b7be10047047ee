//! The domain and the ports must not know a runtime, I/O, a clock or randomness; a technology belongs to one adapter.
//! The dependency tree proves it, and for the standard library the source.

use std::{collections::BTreeSet, fs};

use crate::{Failure, cargo, sizes};

const PURE: [(&str, &str); 2] = [("status-domain", "domain/src"), ("status-ports", "ports/src")];

/// Crates that a pure one must not need, directly or not.
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

/// Parts of the standard library that do I/O, wait, tell the time, or differ from run to run (as the order of a hash map).
const FORBIDDEN_PATHS: [&str; 11] = [
    "std::env",
    "std::fs",
    "std::net",
    "std::os",
    "std::process",
    "std::thread",
    "std::time",
    "HashMap",
    "HashSet",
    "Instant::now",
    "SystemTime",
];

/// Who alone depends on a technology directly.
const OWNED: [(&str, &str); 9] = [
    ("ab_glyph", "status-images"),
    ("alloy", "status-ethereum"),
    ("hyper", "status-backend"),
    ("diesel", "status-sqlcipher"),
    ("image", "status-images"),
    ("libp2p", "status-waku"),
    ("libsqlite3-sys", "status-sqlcipher"),
    ("prost-build", "status-proto"),
    ("qrcode", "status-images"),
];

/// What each crate of the inner house may know of the others. Adapters know nothing of each other, nor of the domain.
const LAYERS: [(&str, &[&str]); 9] = [
    ("status-proto", &[]),
    ("status-ports", &["status-proto"]),
    ("status-domain", &["status-ports", "status-proto"]),
    ("status-ethereum", &["status-ports"]),
    ("status-images", &["status-ports"]),
    ("status-memory", &["status-ports", "status-proto"]),
    ("status-sqlcipher", &["status-ports"]),
    ("status-waku", &["status-ports", "status-proto"]),
    ("status-web", &["status-ports"]),
];

pub(crate) fn check() -> Result<(), Failure> {
    let mut found = Vec::new();
    for (package, folder) in PURE {
        let dependencies: BTreeSet<String> = cargo::dependencies(package, None)?.into_iter().collect();
        let impure = FORBIDDEN.into_iter().filter(|name| dependencies.contains(*name));
        found.extend(impure.map(|name| format!("{package} depends on {name}")));
        found.extend(impure_lines(folder)?);
        println!("{package}: {} crates", dependencies.len());
    }
    let mut owners = BTreeSet::new();
    for package in cargo::members()? {
        let direct = cargo::dependencies(&package, Some(1))?;
        for (technology, owner) in OWNED {
            if direct.iter().any(|name| name == technology) && package != owner {
                found.push(format!("{package} depends on {technology}, which belongs to {owner}"));
            }
            if package == owner {
                owners.insert(technology);
            }
        }
        if let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == package) {
            let ours = direct.iter().filter(|name| name.starts_with("status-") && **name != package);
            let strange = ours.filter(|name| !allowed.contains(&name.as_str()));
            found.extend(strange.map(|name| format!("{package} must not know {name}")));
        }
    }
    found.extend(OWNED.iter().filter(|(name, _)| !owners.contains(name)).map(|(_, owner)| format!("no crate {owner}")));
    if found.is_empty() {
        println!("pure, and every technology in its place");
        Ok(())
    } else {
        Err(found.join("\n").into())
    }
}

/// Places in the source of a pure crate that name what it must not use.
fn impure_lines(folder: &str) -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    for file in sizes::rust_files(&cargo::root().join(folder))? {
        for (number, line) in (1..).zip(fs::read_to_string(&file)?.lines()) {
            let code = line.split("//").next().unwrap_or_default();
            let named = FORBIDDEN_PATHS.into_iter().filter(|path| code.contains(path));
            found.extend(named.map(|path| format!("{}:{number}: {path}", file.display())));
        }
    }
    Ok(found)
}
