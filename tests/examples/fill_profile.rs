//! Stores many messages in a profile whose daemon does not run: `fill_profile FOLDER KEY_UID PASSWORD COUNT`. What
//! `cargo xtask bench` logs in to.
#![allow(clippy::print_stderr, reason = "it talks to the terminal")]

use std::{error::Error, path::Path, process::ExitCode};

use status_domain::crypto::sha256;
use status_ports::StorageError;
use status_ports::{
    AccountsStore as _, MessageContactRequestState, MessageRecord, ProfileStore as _, ProfileStoreExt as _,
};
use status_sqlcipher::{SqlcipherAccounts, SqlcipherProfile};

/// Messages of one transaction.
const BATCH: u64 = 5_000;
/// Chats among which they are spread.
const CHATS: u64 = 50;
const FIRST_CLOCK: u64 = 1_700_000_000_000;

async fn fill(folder: &Path, key_uid: &str, password: &str, count: u64) -> Result<(), Box<dyn Error>> {
    let accounts = SqlcipherAccounts::open(folder).await?;
    let key = accounts.unwrap_data_key(key_uid, password).await?;
    let profile = SqlcipherProfile::open(folder, key_uid, &key).await?;
    for begin in (0..count).step_by(usize::try_from(BATCH)?) {
        let numbers = begin..count.min(begin + BATCH);
        profile
            .transact(move |stores| {
                numbers.into_iter().try_for_each(|number| stores.save_message(&message(number)))?;
                Ok::<_, StorageError>(())
            })
            .await?;
    }
    profile.close().await;
    Ok(())
}

fn message(number: u64) -> MessageRecord {
    let chat = format!("0x04{:0>128}", number % CHATS);
    let clock = FIRST_CLOCK + number;
    MessageRecord {
        id: format!("0x{}", hex::encode(sha256(&[&number.to_be_bytes()]))),
        local_chat_id: chat.clone(),
        chat_id: chat,
        from: [2; 33],
        whisper_timestamp: clock,
        timestamp: clock,
        clock,
        text: format!("message {number}, about as long as what people write to each other in the evening"),
        content_type: 1,
        message_type: 1,
        response_to: String::new(),
        ens_name: String::new(),
        display_name: "somebody".to_owned(),
        seen: number.is_multiple_of(2),
        outgoing_status: None,
        contact_request_state: MessageContactRequestState::None,
        mentioned: false,
        replied: false,
        edited_at: 0,
        deleted: false,
        deleted_for_me: false,
        payload: Vec::new(),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, key_uid, password, count] = arguments.as_slice() else {
        eprintln!("fill_profile FOLDER KEY_UID PASSWORD COUNT");
        return ExitCode::FAILURE;
    };
    let Ok(count) = count.parse() else {
        eprintln!("{count} is no number");
        return ExitCode::FAILURE;
    };
    match fill(Path::new(folder), key_uid, password, count).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
