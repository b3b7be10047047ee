use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use diesel::connection::InstrumentationEvent;
use diesel::prelude::*;
use diesel::sql_types::Text;
use proptest::prelude::*;
use status_ports::contracts;
use status_ports::{
    ChatKind, ChatRecord, ChatStore as _, DataKey, EnvelopeStore as _, MessageRecord, MessageStore as _,
    ProfileTransaction, SearchScope, SearchStore as _, SearchTerm,
};

use super::{Known, SqlTransaction};
use crate::columns::U64;
use crate::database::{PROFILE, create, open};
use crate::schema::profile::processed_envelopes;

/// A connection to an empty profile database, gone with the process. Its folder is gone at once, its files live on for
/// as long as they are open.
fn connection() -> SqliteConnection {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("profile.db");
    let key = DataKey([1; 32]);
    create(&PROFILE, &path, &key).unwrap();
    open(&PROFILE, &path, &key).unwrap()
}

/// An empty store that knows rows which it asked for, as units of work that write use it.
fn knowing_store() -> Box<SqlTransaction<'static>> {
    let known = Box::leak(Box::new(Known::default()));
    Box::new(SqlTransaction::with_known(Box::leak(Box::new(connection())), known))
}

/// An empty store that lives as long as the process.
fn store() -> Box<SqlTransaction<'static>> {
    Box::new(SqlTransaction::new(Box::leak(Box::new(connection()))))
}

macro_rules! keeps_the_contract {
    ($($name:ident)*) => {
        $(mod $name {
            #[test]
            fn it_keeps_the_contract() {
                status_ports::contracts::$name::run(&mut || super::store());
                status_ports::contracts::$name::run(&mut || super::knowing_store());
            }
        })*
    };
}

keeps_the_contract!(
    activity
    asset_preference
    attachment
    bridge
    chat
    contact
    contact_image
    delivery
    early_change
    ens_claim
    ens_username
    envelope
    group
    history
    keycard
    keypair
    known_peer
    message
    mvds
    notification_exemption
    outbox
    pin
    published_identity
    ratchet
    reaction
    saved_address
    search
    segment
    sent_message
    settings
    showcase
    switcher_card
    user_status
    verification
);

type Queries = Arc<Mutex<BTreeSet<String>>>;

/// A store that remembers the text of its queries.
fn watched_store(queries: &Queries) -> Box<SqlTransaction<'static>> {
    let mut connection = connection();
    let queries = Arc::clone(queries);
    connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            let text = query.to_string();
            queries.lock().unwrap().insert(text.split(" -- binds").next().unwrap_or_default().to_owned());
        }
    });
    Box::new(SqlTransaction::new(Box::leak(Box::new(connection))))
}

/// Every query that the stores ever make.
fn all_queries() -> BTreeSet<String> {
    let queries = Queries::default();
    contracts::activity::run(&mut || watched_store(&queries));
    contracts::asset_preference::run(&mut || watched_store(&queries));
    contracts::attachment::run(&mut || watched_store(&queries));
    contracts::bridge::run(&mut || watched_store(&queries));
    contracts::chat::run(&mut || watched_store(&queries));
    contracts::contact::run(&mut || watched_store(&queries));
    contracts::contact_image::run(&mut || watched_store(&queries));
    contracts::delivery::run(&mut || watched_store(&queries));
    contracts::early_change::run(&mut || watched_store(&queries));
    contracts::ens_claim::run(&mut || watched_store(&queries));
    contracts::ens_username::run(&mut || watched_store(&queries));
    contracts::envelope::run(&mut || watched_store(&queries));
    contracts::group::run(&mut || watched_store(&queries));
    contracts::history::run(&mut || watched_store(&queries));
    contracts::keycard::run(&mut || watched_store(&queries));
    contracts::keypair::run(&mut || watched_store(&queries));
    contracts::known_peer::run(&mut || watched_store(&queries));
    contracts::message::run(&mut || watched_store(&queries));
    contracts::mvds::run(&mut || watched_store(&queries));
    contracts::notification_exemption::run(&mut || watched_store(&queries));
    contracts::outbox::run(&mut || watched_store(&queries));
    contracts::pin::run(&mut || watched_store(&queries));
    contracts::published_identity::run(&mut || watched_store(&queries));
    contracts::ratchet::run(&mut || watched_store(&queries));
    contracts::reaction::run(&mut || watched_store(&queries));
    contracts::saved_address::run(&mut || watched_store(&queries));
    contracts::search::run(&mut || watched_store(&queries));
    contracts::segment::run(&mut || watched_store(&queries));
    contracts::sent_message::run(&mut || watched_store(&queries));
    contracts::settings::run(&mut || watched_store(&queries));
    contracts::showcase::run(&mut || watched_store(&queries));
    contracts::switcher_card::run(&mut || watched_store(&queries));
    contracts::user_status::run(&mut || watched_store(&queries));
    contracts::verification::run(&mut || watched_store(&queries));
    std::mem::take(&mut *queries.lock().unwrap())
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// Tables that their port reads as a whole, or that have a handful of rows.
const READ_AS_A_WHOLE: [&str; 19] = [
    "settings",
    "keypairs",
    "keypair_accounts",
    "private_keys",
    "keycards",
    "keycard_accounts",
    "saved_addresses",
    "ens_usernames",
    "contacts",
    "trust_statuses",
    "chats",
    "activity_counts",
    "group_invitations",
    "history_topics",
    "history_walks",
    "store_nodes",
    "contact_images",
    "user_statuses",
    "switcher_cards",
];

/// Whether a step of a plan may read more rows than it hands on.
fn grows(query: &str, detail: &str) -> bool {
    if detail.contains("TEMP B-TREE") {
        return true;
    }
    let Some(scanned) = detail.strip_prefix("SCAN ") else { return false };
    let table = scanned.split(' ').next().unwrap_or_default();
    // A look into the search index: for a term, or for one row.
    if scanned.contains(" VIRTUAL TABLE INDEX ") && (scanned.contains(":M") || scanned.contains(":=")) {
        return false;
    }
    if READ_AS_A_WHOLE.contains(&table) || table == "CONSTANT" {
        return false;
    }
    // In the order of an index, and not further than the limit or the first row.
    !(scanned.contains("USING") && (query.contains(" LIMIT ") || query.contains("min(")))
}

#[test]
fn no_query_reads_what_piles_up() {
    let queries = all_queries();
    assert!(queries.len() > 80, "only {} queries were seen", queries.len());
    let mut connection = connection();
    let mut found = Vec::new();
    for query in queries.iter().filter(|query| !query.starts_with("BEGIN") && !query.starts_with("PRAGMA")) {
        let plan = diesel::sql_query(format!("EXPLAIN QUERY PLAN {query}")).load::<Step>(&mut connection).unwrap();
        for step in plan.iter().filter(|step| grows(query, &step.detail)) {
            found.push(format!("{}\n    {query}", step.detail));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_query_that_scans_would_be_noticed() {
    assert!(grows("SELECT * FROM messages", "SCAN messages"));
    assert!(grows("SELECT * FROM messages", "SCAN messages USING INDEX messages_by_chat"));
    assert!(grows("SELECT * FROM messages LIMIT ?", "SCAN messages"));
    assert!(grows("SELECT 1 LIMIT ?", "USE TEMP B-TREE FOR ORDER BY"));
    assert!(!grows("SELECT * FROM messages", "SEARCH messages USING INDEX messages_by_chat (local_chat_id=?)"));
}

#[test]
fn numbers_of_all_sizes_come_back_in_order() {
    let mut connection = connection();
    let numbers = [0, 1, 1 << 47, i64::MAX as u64, i64::MAX as u64 + 1, u64::MAX - 1, u64::MAX];
    for (number, id) in numbers.iter().rev().zip(1..) {
        SqlTransaction::new(&mut connection).mark_envelope_processed(&[id; 32], *number).unwrap();
    }
    let times = processed_envelopes::table.select(processed_envelopes::processed_at);
    let times = times.order(processed_envelopes::processed_at).load::<U64>(&mut connection).unwrap();
    assert_eq!(times, numbers.map(U64));
    SqlTransaction::new(&mut connection).prune_processed_envelopes(u64::MAX).unwrap();
    assert!(SqlTransaction::new(&mut connection).envelope_processed(&[1; 32]).unwrap());
    assert_eq!(processed_envelopes::table.count().get_result(&mut connection), Ok(1));
}

#[test]
fn a_row_that_nothing_here_writes_is_reported_as_damage() {
    let mut connection = connection();
    diesel::sql_query("INSERT INTO settings VALUES ('a', CAST(x'ff' AS TEXT))").execute(&mut connection).unwrap();
    let refused = status_ports::SettingsStore::find_setting(&mut SqlTransaction::new(&mut connection), "a");
    assert!(matches!(refused, Err(status_ports::StorageError::Corrupt(_))), "{refused:?}");
}

/// Some chat, told apart by its name.
fn chat(id: u8, name: &str) -> ChatRecord {
    let key = CHAT_OWNERS[usize::from(id)];
    ChatRecord {
        id: key.to_owned(),
        kind: ChatKind::Public,
        name: name.to_owned(),
        color: String::new(),
        emoji: String::new(),
        description: String::new(),
        active: true,
        timestamp: 0,
        last_clock_value: 0,
        deleted_at_clock_value: 0,
        read_messages_at_clock_value: 0,
        unviewed_messages_count: 0,
        unviewed_mentions_count: 0,
        last_message: None,
        muted: false,
        mute_till: 0,
        joined: 0,
        synced_to: 0,
        synced_from: 0,
        first_message_timestamp: 0,
        highlight: false,
        identity_sent: None,
    }
}

const CHAT_OWNERS: [&str; 3] = ["one", "two", "three"];

/// Some message of a chat, told apart by its text.
fn message(id: u8, text: &str) -> MessageRecord {
    let id = CHAT_OWNERS[usize::from(id)];
    MessageRecord { text: text.to_owned(), ..MessageRecord::new(id.to_owned(), "chat".to_owned(), [2; 33]) }
}

/// A step of a unit of work.
#[derive(Clone, Debug)]
enum Doing {
    Save(u8, u8),
    Delete(u8),
    Find(u8),
    List,
    /// Steps that are undone, or kept.
    Part(bool, Vec<Self>),
}

fn steps() -> impl Strategy<Value = Vec<Doing>> {
    let simple = prop_oneof![
        (0..3_u8, any::<u8>()).prop_map(|(id, name)| Doing::Save(id, name)),
        (0..3_u8).prop_map(Doing::Delete),
        (0..3_u8).prop_map(Doing::Find),
        Just(Doing::List),
    ];
    let step = simple.prop_recursive(3, 24, 6, |inner| {
        (any::<bool>(), proptest::collection::vec(inner, 0..6)).prop_map(|(kept, steps)| Doing::Part(kept, steps))
    });
    proptest::collection::vec(step, 0..12)
}

/// Does the steps and tells what was seen on the way.
fn walk(stores: &mut dyn ProfileTransaction, steps: &[Doing], seen: &mut Vec<String>) {
    for step in steps {
        match step {
            Doing::Save(id, name) => {
                stores.save_chat(&chat(*id, &name.to_string())).unwrap();
                stores.save_message(&message(*id, &format!("word {name}"))).unwrap();
            }
            Doing::Delete(id) => {
                stores.delete_chat(CHAT_OWNERS[usize::from(*id)]).unwrap();
                stores.delete_message(CHAT_OWNERS[usize::from(*id)]).unwrap();
            }
            Doing::Find(id) => {
                let id = CHAT_OWNERS[usize::from(*id)];
                seen.push(format!("{:?}", stores.find_chat(id).unwrap()));
                seen.push(format!("{:?}", (stores.message_exists(id).unwrap(), stores.find_message(id).unwrap())));
            }
            Doing::List => {
                seen.push(format!("{:?}", stores.chats().unwrap()));
                seen.push(messages_of(stores));
            }
            Doing::Part(is_kept, steps) => {
                let done = stores.savepoint(&mut |stores| {
                    walk(stores, steps, seen);
                    if *is_kept { Ok(()) } else { Err(status_ports::StorageError::RolledBack) }
                });
                assert_eq!(done.is_ok(), *is_kept);
            }
        }
    }
}

/// The messages of the chat as a page has them, and as a search finds them.
fn messages_of(stores: &mut dyn ProfileTransaction) -> String {
    let term = SearchTerm::new("word", false).unwrap();
    let page = stores.chat_messages("chat", "", 9).unwrap();
    let found = stores.search_messages(SearchScope::Everywhere, &term, "", 9).unwrap();
    format!("{page:?} {:?}", found.items)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_a_unit_of_work_knows_changes_neither_what_it_sees_nor_what_it_leaves(steps in steps()) {
        let (mut plain, mut knowing) = (store(), knowing_store());
        let (mut seen, mut seen_knowing) = (Vec::new(), Vec::new());
        walk(&mut *plain, &steps, &mut seen);
        walk(&mut *knowing, &steps, &mut seen_knowing);
        prop_assert_eq!(seen, seen_knowing);
        knowing.write_known().unwrap();
        let mut left = SqlTransaction::new(&mut *knowing.connection);
        prop_assert_eq!(plain.chats().unwrap(), left.chats().unwrap());
        prop_assert_eq!(messages_of(&mut *plain), messages_of(&mut left));
    }
}

#[test]
fn messages_that_were_there_before_the_index_are_found() {
    let mut connection = connection();
    let mut stores = SqlTransaction::new(&mut connection);
    let message = |id: &str| MessageRecord::new(id.to_owned(), "chat".to_owned(), [2; 33]);
    let texts = ["\u{c4}pfel", "other", "gone"];
    for (id, text) in ["a", "b", "c"].iter().zip(texts) {
        stores.save_message(&MessageRecord { text: text.to_owned(), deleted: *id == "c", ..message(id) }).unwrap();
    }
    diesel::sql_query("DELETE FROM messages_search").execute(&mut connection).unwrap();
    let mut stores = SqlTransaction::new(&mut connection);
    let found = |stores: &mut SqlTransaction<'_>, text: &str| {
        let term = SearchTerm::new(text, false).unwrap();
        let page = stores.search_messages(SearchScope::Everywhere, &term, "", 9).unwrap();
        page.items.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(found(&mut stores, "apfel"), [""; 0]);
    stores.fill_index().unwrap();
    assert_eq!((found(&mut stores, "apfel"), found(&mut stores, "gone")), (vec!["a".to_owned()], Vec::new()));
}

#[test]
fn a_term_is_looked_up_by_its_rare_parts() {
    let mut stores = store();
    let texts = (0..200).map(|_| "word").chain(["xyword", "xyword", "other xyw"]);
    for (number, text) in texts.enumerate() {
        let message = MessageRecord::new(number.to_string(), "chat".to_owned(), [2; 33]);
        stores.save_message(&MessageRecord { text: text.into(), ..message }).unwrap();
    }
    assert_eq!(stores.rare_trigrams("xyword", 203).unwrap(), ["xyw", "ywo"]);
    // What no message has makes all else needless.
    assert_eq!(stores.rare_trigrams("wordy", 203).unwrap(), ["rdy"]);
    assert_eq!(stores.rare_trigrams("word", 203).unwrap(), ["ord", "wor"]);
    assert_eq!(stores.rare_trigrams("wor", 203).unwrap(), ["wor"]);
}

#[test]
fn a_term_in_more_than_a_block_of_messages_is_found_in_all() {
    let mut connection = connection();
    connection
        .immediate_transaction(|connection| {
            let mut stores = SqlTransaction::new(connection);
            for number in 0..4500_u64 {
                let message = MessageRecord::new(number.to_string(), "chat".to_owned(), [2; 33]);
                stores.save_message(&MessageRecord { text: "a word".into(), clock: number ^ 7, ..message }).unwrap();
            }
            QueryResult::Ok(())
        })
        .unwrap();
    let mut stores = SqlTransaction::new(&mut connection);
    let term = SearchTerm::new("word", false).unwrap();
    let (mut clocks, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = stores.search_messages(SearchScope::Everywhere, &term, &cursor, 700).unwrap();
        clocks.extend(page.items.into_iter().map(|row| row.clock));
        cursor = page.cursor;
        if cursor.is_empty() {
            break;
        }
    }
    assert_eq!(clocks.len(), 4500);
    assert_eq!(clocks.iter().collect::<BTreeSet<_>>().len(), 4500);
    assert!(clocks[..2000].windows(2).all(|pair| pair[0] > pair[1]));
}
