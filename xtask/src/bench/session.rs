//! From the start of a process to a running messenger.

use std::{collections::BTreeMap, fs, path::Path, time::Instant};

use serde_json::{Map, json};
use status_tests::client::{BackendError, Node, PASSWORD, Person};

use super::{median, table::Table};
use crate::{Failure, cargo};

const STARTS: usize = 11;
const ACCOUNTS: usize = 5;
const LOGINS: usize = 7;
const MANY_MESSAGES: &str = "100000";
const PAGE_BYTES: u64 = 4096;

pub(super) async fn measure(binary: &Path, table: &mut Table) -> Result<(), Failure> {
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        let mut node = Node::new("start", binary, BTreeMap::new())?;
        let begun = Instant::now();
        node.start().await?;
        node.api()?.post("IsAddress", &json!("0x0")).await?;
        starts.push(begun.elapsed());
        node.stop().await?;
    }
    table.add_time("process start to first answer", median(starts), "≤ 20 ms", "90 ms");

    let mut creations = Vec::new();
    for _ in 0..ACCOUNTS {
        let mut node = Node::new("creation", binary, BTreeMap::new())?;
        node.start().await?;
        node.initialize().await?;
        let begun = Instant::now();
        node.create(None, Map::new()).await?;
        creations.push(begun.elapsed());
        node.stop().await?;
    }
    table.add_time("create account to node.login", median(creations), "≤ 500 ms", "2,600 ms");

    let mut person = Person::create("login", binary).await?;
    table.add_time("login, empty profile", login(&mut person).await?, "≤ 150 ms", "830 ms");
    person.come_back().await?;
    let memory = resident_bytes(&person.node)? as f64 / f64::from(1 << 20);
    table.add("memory after login, messenger running", format!("{memory:.1} MiB"), "≤ 35 MB", "104 to 125 MB");
    person.node.stop().await?;

    fill(&person)?;
    table.add_time("login, 100,000 stored messages", login(&mut person).await?, "as empty", "");
    Ok(())
}

/// The median time from `LoginAccount` to `node.login`, in fresh processes. The last one is stopped.
async fn login(person: &mut Person) -> Result<std::time::Duration, BackendError> {
    let mut logins = Vec::new();
    for _ in 0..LOGINS {
        person.node.stop().await?;
        person.node.start().await?;
        person.node.initialize().await?;
        let begun = Instant::now();
        person.node.login(person.key_uid()).await?;
        logins.push(begun.elapsed());
    }
    person.node.stop().await?;
    Ok(median(logins))
}

/// Stores many messages in the profile of somebody whose daemon does not run.
fn fill(person: &Person) -> Result<(), Failure> {
    let status = cargo::command()
        .args(["run", "--quiet", "--release", "--package", "status-tests", "--example", "fill_profile", "--"])
        .arg(person.node.data_dir())
        .args([person.key_uid(), PASSWORD, MANY_MESSAGES])
        .status()?;
    if status.success() { Ok(()) } else { Err("the profile could not be filled".into()) }
}

/// Memory that the process of a node really has.
fn resident_bytes(node: &Node) -> Result<u64, Failure> {
    let pid = node.pid().ok_or("the daemon does not run")?;
    let statm = fs::read_to_string(format!("/proc/{pid}/statm"))?;
    let pages: u64 = statm.split(' ').nth(1).unwrap_or_default().parse()?;
    Ok(pages * PAGE_BYTES)
}
