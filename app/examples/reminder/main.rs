//! A bot that reminds people: `cargo run -p status-app --example reminder`, then write "remind me in 10 minutes to …".
#![allow(clippy::print_stdout, reason = "it tells its user whom to write to")]

pub(crate) mod wish;

use status_app::bot::{Bot, BotConfig, BotError, Event, Events, Message};

/// Takes wishes until the bot is shut down. Reminders that are due later are forgotten with the process.
pub(crate) async fn remind(bot: &Bot, events: &mut Events) -> Result<(), BotError> {
    while let Some(event) = events.next().await {
        match event {
            Event::ContactRequest(request) => bot.accept_contact(&request.id).await?,
            Event::Message(message) => answer(bot, message).await?,
            _ => {}
        }
    }
    Ok(())
}

async fn answer(bot: &Bot, message: Message) -> Result<(), BotError> {
    let Some(wish) = wish::parse(&message.text) else {
        bot.reply(&message, "Write for instance: remind me in 10 minutes to water the plants").await?;
        return Ok(());
    };
    bot.reply(&message, "I will.").await?;
    let bot = bot.clone();
    tokio::spawn(async move {
        tokio::time::sleep(wish.after).await;
        if let Err(error) = bot.reply(&message, &format!("This is to remind you of: {}", wish.what)).await {
            println!("Nobody was reminded: {error}");
        }
    });
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), BotError> {
    let bot = Bot::open(BotConfig::new("reminder-data", "reminder-bot", "a long password")).await?;
    let mut events = bot.events();
    bot.start().await?;
    println!("Write to {}; Ctrl+C ends.", bot.me());
    tokio::select! {
        ended = remind(&bot, &mut events) => ended?,
        _ = tokio::signal::ctrl_c() => {}
    }
    bot.shut_down().await;
    Ok(())
}
