//! A bot that accepts everybody as a contact and says back what they say: `cargo run -p status-app --example echo`.
#![allow(clippy::print_stdout, reason = "it tells its user whom to write to")]

use status_app::bot::{Bot, BotConfig, BotError, Event, Events};

/// Answers until the bot is shut down.
pub(crate) async fn echo(bot: &Bot, events: &mut Events) -> Result<(), BotError> {
    while let Some(event) = events.next().await {
        match event {
            Event::ContactRequest(request) => bot.accept_contact(&request.id).await?,
            Event::Message(message) if !message.text.is_empty() => {
                bot.reply(&message, &message.text).await?;
            }
            _ => {}
        }
    }
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), BotError> {
    let bot = Bot::open(BotConfig::new("echo-data", "echo-bot", "a long password")).await?;
    let mut events = bot.events();
    bot.start().await?;
    println!("Write to {}; Ctrl+C ends.", bot.me());
    tokio::select! {
        ended = echo(&bot, &mut events) => ended?,
        _ = tokio::signal::ctrl_c() => {}
    }
    bot.shut_down().await;
    Ok(())
}
