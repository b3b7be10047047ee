//! From one person to another, with a third one's node between them.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use serde_json::Value;
use status_tests::client::{ARRIVAL_TIMEOUT, BackendError, Person};

use super::{median, table::Table};
use crate::Failure;

/// Messages that are sent one after the other has arrived.
pub(super) const SINGLE: usize = 30;
const BURST: usize = 50;
/// Between two single messages, so that the limit of the network on publishing has room: it is not what is measured.
pub(super) const PAUSE: Duration = Duration::from_millis(500);

pub(super) async fn measure(binary: &Path, table: &mut Table) -> Result<(), Failure> {
    let (alice, bobby, carol) = tokio::try_join!(
        Person::create("alice", binary),
        Person::create("bobby", binary),
        Person::create("carol", binary)
    )?;
    alice.join(&[&carol]).await?;
    bobby.join(&[&carol]).await?;
    alice.befriend(&bobby).await?;

    let (mut arrivals, mut deliveries) = (Vec::new(), Vec::new());
    for number in 0..SINGLE {
        let (here, there) = (alice.node.position(), bobby.node.position());
        let begun = Instant::now();
        let id = alice.say(&bobby, &format!("single {number}")).await?;
        arrivals.push(arrival(&bobby, there, &id).await? - begun);
        deliveries.push(delivery(&alice, here, &id).await? - begun);
        tokio::time::sleep(PAUSE).await;
    }
    table.add_time("1:1 message, one relay between: send to messages.new", median(arrivals), "≤ 50 ms", "990 ms");
    table.add_time(
        "1:1 message, one relay between: send to message.delivered",
        median(deliveries),
        "≤ 150 ms",
        "1,480 ms",
    );

    let (here, there) = (alice.node.position(), bobby.node.position());
    let begun = Instant::now();
    let mut ids = Vec::new();
    for number in 0..BURST {
        ids.push(alice.say(&bobby, &format!("burst {number}")).await?);
    }
    let (mut arrived, mut delivered) = (begun, begun);
    for id in &ids {
        arrived = arrived.max(arrival(&bobby, there, id).await?);
        delivered = delivered.max(delivery(&alice, here, id).await?);
    }
    table.add_time("burst of 50 to one person, all received", arrived - begun, "≤ 3 s", "25 s");
    table.add_time("burst of 50 to one person, all delivered", delivered - begun, "", "");
    Ok(())
}

/// When the signal of a message came.
pub(super) async fn arrival(at: &Person, since: usize, id: &str) -> Result<Instant, BackendError> {
    let wanted = |event: &Value| {
        let messages = event["messages"].as_array().into_iter().flatten();
        messages.into_iter().any(|message| message["id"] == *id)
    };
    Ok(at.node.wait_for(since, "messages.new", ARRIVAL_TIMEOUT, wanted).await?.0.arrived)
}

/// When the signal of its delivery came.
pub(super) async fn delivery(at: &Person, since: usize, id: &str) -> Result<Instant, BackendError> {
    let wanted = |event: &Value| event["messageID"] == *id;
    Ok(at.node.wait_for(since, "message.delivered", ARRIVAL_TIMEOUT, wanted).await?.0.arrived)
}
