//! A moderator of groups: `cargo run -p status-app --example moderator -- WORD...`, then make it an admin of a group. It
//! deletes messages with these words, and removes who does not stop.
#![allow(clippy::print_stdout, reason = "it tells its user whom to add")]

pub(crate) mod rules;

use status_app::bot::{Bot, BotConfig, BotError, ChatKind, Event, Events, Message, PersonId};

use rules::{Rules, Verdict};

/// Watches until the bot is shut down.
pub(crate) async fn moderate(bot: &Bot, events: &mut Events, rules: &mut Rules<PersonId>) -> Result<(), BotError> {
    while let Some(event) = events.next().await {
        match event {
            Event::ContactRequest(request) => bot.accept_contact(&request.id).await?,
            Event::Message(message) | Event::Edited(message) if message.chat_kind == ChatKind::Group => {
                let verdict = rules.judge(message.author, &message.text);
                // Whoever is no admin there is refused.
                if let Err(error) = act(bot, &message, verdict).await {
                    println!("Nothing was done about a message: {error}");
                }
            }
            _ => {}
        }
    }
    Ok(())
}

async fn act(bot: &Bot, message: &Message, verdict: Verdict) -> Result<(), BotError> {
    if verdict == Verdict::Fine {
        return Ok(());
    }
    bot.delete(&message.id).await?;
    if verdict == Verdict::Remove {
        bot.remove_from_group(&message.chat, &[message.author]).await?;
        return Ok(());
    }
    bot.send(message.chat.clone(), "Please mind the rules of this group.").await?;
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), BotError> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let mut rules = Rules::new(words.iter().map(String::as_str));
    let bot = Bot::open(BotConfig::new("moderator-data", "moderator-bot", "a long password")).await?;
    let mut events = bot.events();
    bot.start().await?;
    println!("Add {} to a group and make it an admin; Ctrl+C ends.", bot.me());
    tokio::select! {
        ended = moderate(&bot, &mut events, &mut rules) => ended?,
        _ = tokio::signal::ctrl_c() => {}
    }
    bot.shut_down().await;
    Ok(())
}
