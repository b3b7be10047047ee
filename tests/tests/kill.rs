//! A daemon that is killed in the middle of traffic: nothing that was acknowledged is lost, nothing comes twice.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde_json::Value;
use status_tests::client::{ARRIVAL_TIMEOUT, Api, BackendError, Person, Profile, daemon_binary, say};
use tokio::{
    task::{JoinError, JoinHandle},
    time::{Instant, sleep, timeout_at},
};

const ROUNDS: u32 = 4;
/// The kill comes within this time after the traffic began.
const TRAFFIC_MS: u64 = 1_000;
/// Calls of each person at the same time.
const VOICES: u32 = 3;

/// A series of numbers that a seed repeats (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }
}

/// What somebody said, and was told to be said.
#[derive(Default)]
struct Said {
    /// Id to text.
    acknowledged: BTreeMap<String, String>,
    /// Id to the highest state that was seen.
    states: BTreeMap<String, u8>,
}

/// Somebody who says one thing after the other, in the background.
struct Talk {
    goes_on: Arc<AtomicBool>,
    acknowledged: JoinHandle<Vec<(String, String)>>,
}

impl Talk {
    fn begin(api: Api, to: String, prefix: String) -> Self {
        let goes_on = Arc::new(AtomicBool::new(true));
        let flag = Arc::clone(&goes_on);
        let acknowledged = tokio::spawn(async move {
            let mut acknowledged = Vec::new();
            for number in 0.. {
                let text = format!("{prefix} {number}");
                match say(&api, &to, &text).await {
                    Ok(id) => acknowledged.push((id, text)),
                    // The daemon is gone: whether it took this one, nobody was told.
                    Err(_) => break,
                }
                if !flag.load(Ordering::Relaxed) {
                    break;
                }
            }
            acknowledged
        });
        Self { goes_on, acknowledged }
    }

    /// Ids and texts of what was acknowledged.
    async fn end(self) -> Result<Vec<(String, String)>, JoinError> {
        self.goes_on.store(false, Ordering::Relaxed);
        self.acknowledged.await
    }
}

const fn rank(state: &str) -> u8 {
    match state.as_bytes() {
        b"sending" => 1,
        b"sent" => 2,
        b"delivered" => 3,
        _ => 0,
    }
}

/// The messages of a chat that `author` wrote, by id. A message that is there twice is a failure.
async fn written(of: &Person, with: &Person, author: &Person) -> Result<BTreeMap<String, Value>, BackendError> {
    let mut written = BTreeMap::new();
    let mut texts = BTreeSet::new();
    for message in of.messages_with(with).await? {
        if message["from"] == *author.public_key() && message["contentType"] == 1 {
            let text = message["text"].as_str().unwrap_or_default().to_owned();
            assert!(texts.insert(text.clone()), "{}: {text} is there twice", of.node.name());
            written.insert(message["id"].as_str().unwrap_or_default().to_owned(), message);
        }
    }
    Ok(written)
}

/// States only move forward, also over a kill.
async fn check_states(author: &Person, other: &Person, said: &mut Said) -> Result<(), BackendError> {
    for (id, message) in written(author, other, author).await? {
        let state = rank(message["outgoingStatus"].as_str().unwrap_or_default());
        let before = said.states.insert(id.clone(), state).unwrap_or_default();
        assert!(state >= before, "{id} went from {before} back to {state}");
    }
    Ok(())
}

/// Waits until everything that `author` said is with `reader`, and the author knows.
async fn settle(author: &Person, reader: &Person, said: &mut Said) -> Result<(), BackendError> {
    let deadline = Instant::now() + ARRIVAL_TIMEOUT;
    loop {
        // Positions before the look: a signal that comes after it ends the wait.
        let (here, there) = (author.node.position(), reader.node.position());
        let own = written(author, reader, author).await?;
        let arrived = written(reader, author, author).await?;
        check_states(author, reader, said).await?;
        for (id, text) in &said.acknowledged {
            assert_eq!(
                own.get(id).map(|message| &message["text"]),
                Some(&Value::from(text.as_str())),
                "lost by its author"
            );
        }
        assert!(arrived.keys().all(|id| own.contains_key(id)), "something came that nobody said");
        let missing = own.keys().filter(|id| !arrived.contains_key(*id)).count();
        let unconfirmed = own.values().filter(|message| message["outgoingStatus"] != "delivered").count();
        if missing == 0 && unconfirmed == 0 {
            return Ok(());
        }
        let news = async {
            let arrival = reader.node.signals()?.wait_for(there, |signal| signal.name == "messages.new");
            let confirmation = author.node.signals()?.wait_for(here, |signal| signal.name == "message.delivered");
            tokio::select! {
                _ = arrival => {}
                _ = confirmation => {}
            }
            Ok::<_, BackendError>(())
        };
        let late = |_| {
            author.node.too_late(
                &format!("rest: {missing} missing, {unconfirmed} unconfirmed"),
                ARRIVAL_TIMEOUT,
                vec![],
            )
        };
        timeout_at(deadline, news).await.map_err(late)??;
    }
}

#[tokio::test]
async fn a_kill_at_any_instant_loses_and_repeats_nothing_that_was_acknowledged() -> Result<(), Box<dyn Error>> {
    let chosen = std::env::var("STATUS_SEED").ok().and_then(|seed| seed.parse().ok());
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let seed = chosen.unwrap_or_else(now);
    println!("seed {seed}; STATUS_SEED={seed} takes the same decisions again");
    let mut dice = Dice(seed);

    let binary = daemon_binary(Profile::Debug)?;
    let (alice, bobby) = tokio::try_join!(Person::create("alice", &binary), Person::create("bobby", &binary))?;
    bobby.join(&[&alice]).await?;
    alice.befriend(&bobby).await?;
    let mut people = [alice, bobby];
    let mut said = [Said::default(), Said::default()];
    for round in 0..ROUNDS {
        let [alice, bobby] = &people;
        let mut talks = Vec::new();
        for voice in 0..VOICES {
            for (index, (from, to)) in [(alice, bobby), (bobby, alice)].into_iter().enumerate() {
                let prefix = format!("{} in round {round}, voice {voice}:", from.node.name());
                talks.push((index, Talk::begin(from.node.api()?, to.public_key().to_owned(), prefix)));
            }
        }
        // No wait for something: the instant of the kill is what is tried.
        sleep(Duration::from_millis(dice.below(TRAFFIC_MS))).await;
        // One of them, or both at once.
        let victims = match dice.below(3) {
            0 => vec![0],
            1 => vec![1],
            _ => vec![0, 1],
        };
        for victim in &victims {
            people[*victim].node.kill().await?;
        }
        for (index, talk) in talks {
            said[index].acknowledged.extend(talk.end().await?);
        }
        for victim in &victims {
            people[*victim].come_back().await?;
        }
        let [alice, bobby] = &people;
        bobby.join(&[alice]).await?;
        let [of_alice, of_bobby] = &mut said;
        settle(alice, bobby, of_alice).await?;
        settle(bobby, alice, of_bobby).await?;
        println!(
            "round {round}: {} and {} acknowledged so far",
            of_alice.acknowledged.len(),
            of_bobby.acknowledged.len()
        );
    }
    assert!(said.iter().all(|said| !said.acknowledged.is_empty()), "nothing was said");
    Ok(())
}
