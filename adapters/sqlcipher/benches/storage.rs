//! How fast profiles are: `cargo bench -p status-sqlcipher`.
#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a benchmark that fails should stop; criterion's macros make items"
)]

use std::hint::black_box;
use std::path::Path;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use status_ports::{
    AccountsStore as _, DataKey, MessageContactRequestState, MessageRecord, PageCursor, ProfileStore as _,
    ProfileStoreExt as _, SearchScope, SearchTerm, StorageError,
};
use status_sqlcipher::{SqlcipherAccounts, SqlcipherProfile};
use tempfile::TempDir;
use tokio::runtime::Runtime;

const KEY: DataKey = DataKey([7; 32]);
const CHATS: u64 = 50;

fn key_uid() -> String {
    format!("0x{}", "0a".repeat(32))
}

fn chat(number: u64) -> String {
    format!("0x04{:0128x}", number % CHATS)
}

/// Ids look random, as hashes do, so that every index is hit all over.
fn message(number: u64) -> MessageRecord {
    let scattered = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    MessageRecord {
        id: format!("0x{scattered:016x}{number:048x}"),
        local_chat_id: chat(number),
        chat_id: chat(number),
        from: [2; 33],
        whisper_timestamp: 1_700_000_000_000 + number,
        timestamp: 1_700_000_000_000 + number,
        clock: 1_700_000_000_000 + number,
        text: "A message of a usual length, as people write it to each other all day.".into(),
        content_type: 1,
        message_type: 1,
        response_to: String::new(),
        ens_name: String::new(),
        display_name: "Alice".into(),
        seen: true,
        outgoing_status: None,
        contact_request_state: MessageContactRequestState::None,
        mentioned: false,
        replied: false,
        edited_at: 0,
        deleted: false,
        deleted_for_me: false,
        deleted_by: None,
        album_id: String::new(),
        bridge_content: String::new(),
        contact_verification_state: 0,
        payload: vec![7; 250],
    }
}

/// What happens to every received message: seen before? store it, and the mark of its envelope.
async fn receive(profile: &SqlcipherProfile, numbers: std::ops::Range<u64>) {
    let work = move |transaction: &mut dyn status_ports::ProfileTransaction| {
        for number in numbers {
            let message = message(number);
            let mut hash = [0; 32];
            hash[..8].copy_from_slice(&number.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
            if transaction.envelope_processed(&hash)? || transaction.message_exists(&message.id)? {
                continue;
            }
            transaction.save_message(&message)?;
            transaction.mark_envelope_processed(&hash, number)?;
        }
        Ok::<_, StorageError>(())
    };
    profile.transact(work).await.unwrap();
}

async fn profile_with(root: &Path, messages: u64) -> SqlcipherProfile {
    let profile = SqlcipherProfile::create(root, &key_uid(), &KEY).await.unwrap();
    for start in (0..messages).step_by(1000) {
        receive(&profile, start..start + 1000).await;
    }
    profile
}

/// One chat with messages of a dozen words each, of which some are frequent and most are rare.
async fn large_chat(root: &Path, messages: u64) -> SqlcipherProfile {
    let profile = SqlcipherProfile::create(root, &key_uid(), &KEY).await.unwrap();
    for start in (0..messages).step_by(5000) {
        let work = move |transaction: &mut dyn status_ports::ProfileTransaction| {
            for number in start..messages.min(start + 5000) {
                let word = |place: u64| {
                    let scattered = (number * 12 + place).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
                    format!("word{}", scattered * scattered % 10_007)
                };
                let text = (0..12).map(word).collect::<Vec<_>>().join(" ");
                transaction.save_message(&MessageRecord { text, local_chat_id: chat(0), ..message(number) })?;
            }
            Ok::<_, StorageError>(())
        };
        profile.transact(work).await.unwrap();
    }
    profile
}

fn writing(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let folder = TempDir::new().unwrap();
    let profile = runtime.block_on(profile_with(folder.path(), 20_000));
    let mut next = 1 << 32;
    let mut group = criterion.benchmark_group("write");
    group.sample_size(20);
    group.throughput(Throughput::Elements(1000));
    group.bench_function("receive 1,000 messages in one commit", |bencher| {
        bencher.iter(|| {
            runtime.block_on(receive(&profile, next..next + 1000));
            next += 1000;
        });
    });
    group.throughput(Throughput::Elements(1));
    group.bench_function("receive one message in one commit", |bencher| {
        bencher.iter(|| {
            runtime.block_on(receive(&profile, next..next + 1));
            next += 1;
        });
    });
    group.finish();
    runtime.block_on(profile.close());
}

fn reading(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let folders = [TempDir::new().unwrap(), TempDir::new().unwrap()];
    let full = runtime.block_on(profile_with(folders[1].path(), 100_000));
    criterion.bench_function("page of 20 newest of 100,000", |bencher| {
        bencher.iter(|| {
            let page = full.query::<_, StorageError, _>(|transaction| transaction.chat_messages(&chat(7), "", 20));
            black_box(runtime.block_on(page).unwrap())
        });
    });
    // Of a million messages as people write them; `STATUS_BENCH_MESSAGES` says another number.
    let many = std::env::var("STATUS_BENCH_MESSAGES").ok().and_then(|number| number.parse().ok()).unwrap_or(1_000_000);
    let folder = TempDir::new().unwrap();
    let large = runtime.block_on(large_chat(folder.path(), many));
    criterion.bench_function("page of 20 in a chat of 1,000,000", |bencher| {
        let cursor = PageCursor { number: 1_700_000_000_000 + many / 2, id: "0x".to_owned() }.to_string();
        bencher.iter(|| {
            let cursor = cursor.clone();
            let page = large.query::<_, StorageError, _>(move |stores| stores.chat_messages(&chat(0), &cursor, 20));
            black_box(runtime.block_on(page).unwrap())
        });
    });
    for (name, term) in [
        ("a rare word", "word4711"),
        ("a frequent word", "word1 "),
        ("what is in every message", "word"),
        ("what is in none", "wordless"),
        ("two characters", "42"),
    ] {
        let term = SearchTerm::new(term, false).unwrap();
        criterion.bench_function(&format!("search 1,000,000 messages, first page of {name}"), |bencher| {
            bencher.iter(|| {
                let term = term.clone();
                let page = large.query::<_, StorageError, _>(move |stores| {
                    stores.search_messages(SearchScope::Everywhere, &term, "", 20)
                });
                black_box(runtime.block_on(page).unwrap())
            });
        });
    }
    runtime.block_on(large.close());
    runtime.block_on(full.close());
    runtime.block_on(async { profile_with(folders[0].path(), 0).await.close().await });
    for (name, folder) in [("open an empty profile", &folders[0]), ("open one with 100,000 messages", &folders[1])] {
        criterion.bench_function(name, |bencher| {
            bencher.iter_batched(
                || (),
                |()| {
                    runtime.block_on(async {
                        let profile = SqlcipherProfile::open(folder.path(), &key_uid(), &KEY).await.unwrap();
                        profile.query(|transaction| transaction.settings()).await.unwrap();
                        profile
                    })
                },
                BatchSize::PerIteration,
            );
        });
    }
}

fn accounts(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let folder = TempDir::new().unwrap();
    let accounts = runtime.block_on(SqlcipherAccounts::open(folder.path())).unwrap();
    runtime.block_on(accounts.wrap_data_key(&key_uid(), "password", &KEY)).unwrap();
    let mut group = criterion.benchmark_group("accounts");
    group.sample_size(20);
    group.bench_function("unwrap the data key", |bencher| {
        bencher.iter(|| runtime.block_on(accounts.unwrap_data_key(&key_uid(), "password")).unwrap());
    });
    group.bench_function("create a profile", |bencher| {
        bencher.iter_batched(
            || TempDir::new().unwrap(),
            |folder| {
                let profile = runtime.block_on(SqlcipherProfile::create(folder.path(), &key_uid(), &KEY)).unwrap();
                (folder, profile)
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

criterion_group!(benches, writing, reading, accounts);
criterion_main!(benches);
