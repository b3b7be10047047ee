//! Stores many messages in a profile whose daemon does not run: `fill_profile FOLDER KEY_UID PASSWORD COUNT`. What
//! `cargo xtask bench` logs in to.
#![allow(clippy::print_stderr, reason = "it talks to the terminal")]

use std::{error::Error, path::Path, process::ExitCode};

use status_domain::{
    chat::hidden_chat_with,
    crypto::{PrivateKey, sha256},
};
use status_ports::{
    AccountsStore as _, ChatRecord, MessageContactRequestState, MessageRecord, ProfileStore as _, ProfileStoreExt as _,
    StorageError,
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
    let chats = (0..CHATS).map(chat_with).collect::<Result<Vec<_>, _>>()?;
    let names: Vec<String> = chats.iter().map(|chat| chat.id.clone()).collect();
    profile
        .transact(move |stores| {
            chats.iter().try_for_each(|chat| stores.save_chat(chat))?;
            Ok::<_, StorageError>(())
        })
        .await?;
    for begin in (0..count).step_by(usize::try_from(BATCH)?) {
        let numbers = begin..count.min(begin + BATCH);
        let messages: Vec<_> = numbers.zip(names.iter().cycle()).map(|(number, chat)| message(number, chat)).collect();
        profile
            .transact(move |stores| {
                messages.iter().try_for_each(|message| stores.save_message(message))?;
                Ok::<_, StorageError>(())
            })
            .await?;
    }
    profile.close().await;
    Ok(())
}

/// A chat with somebody whose key follows from the number.
fn chat_with(number: u64) -> Result<ChatRecord, Box<dyn Error>> {
    let key = PrivateKey::from_bytes(&sha256(&[&number.to_le_bytes()]))?.public_key();
    Ok(ChatRecord { active: true, joined: FIRST_CLOCK, ..hidden_chat_with(&key, FIRST_CLOCK) })
}

fn message(number: u64, chat: &str) -> MessageRecord {
    let clock = FIRST_CLOCK + number;
    MessageRecord {
        id: format!("0x{}", hex::encode(sha256(&[&number.to_be_bytes()]))),
        local_chat_id: chat.to_owned(),
        chat_id: chat.to_owned(),
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
        deleted_by: None,
        album_id: String::new(),
        bridge_content: String::new(),
        contact_verification_state: 0,
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
