//! The examples do what they promise.

use std::time::Duration;

use proptest::prelude::*;
use tokio::time::Instant;

use super::world::{Home, contacts, met};
use super::*;

#[allow(dead_code, reason = "a program of its own")]
#[path = "../../../examples/echo.rs"]
mod echo;
#[allow(dead_code, reason = "a program of its own")]
#[path = "../../../examples/moderator/main.rs"]
mod moderator;
#[allow(dead_code, reason = "a program of its own")]
#[path = "../../../examples/reminder/main.rs"]
mod reminder;

use moderator::rules::{Rules, Verdict};
use reminder::wish::{Wish, parse};

#[tokio::test(start_paused = true)]
async fn the_echo_bot_accepts_everybody_and_says_what_they_say() {
    let home = Home::new();
    let (bot, mut told) = home.running("echo-bot").await;
    let (alice, mut alices) = home.running("alice-bot").await;
    met(&alice, &bot).await;
    let running = bot.clone();
    let echoing = tokio::spawn(async move { echo::echo(&running, &mut told.0).await });
    alice.request_contact(bot.me(), "hello").await.unwrap();
    let id = alice.send(*bot.me(), "is there anybody?").await.unwrap();
    let answer = alices.message().await;
    assert_eq!((answer.author, answer.text.as_str()), (*bot.me(), "is there anybody?"));
    assert_eq!(answer.reply_to, Some(id));
    bot.shut_down().await;
    echoing.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_reminder_comes_when_it_is_due() {
    let ((alice, mut alices), (bot, mut told)) = contacts().await;
    let running = bot.clone();
    tokio::spawn(async move { reminder::remind(&running, &mut told.0).await });
    let begin = Instant::now();
    alice.send(*bot.me(), "Remind me in 10 minutes to water the plants").await.unwrap();
    assert_eq!(alices.message().await.text, "I will.");
    assert_eq!(alices.message().await.text, "This is to remind you of: water the plants");
    let waited = begin.elapsed();
    assert!((600..620).contains(&waited.as_secs()), "{waited:?}");
    alice.send(*bot.me(), "what can you do?").await.unwrap();
    assert!(alices.message().await.text.starts_with("Write for instance"));
}

#[tokio::test(start_paused = true)]
async fn who_breaks_the_rules_is_told() {
    let ((bot, mut told), (alice, mut alices)) = contacts().await;
    let group = bot.create_group("tea party", &[*alice.me()]).await.unwrap();
    alices.until(|event| matches!(event, Event::Group(_))).await;
    alice.join_group(&group).await.unwrap();
    let running = bot.clone();
    tokio::spawn(async move {
        let mut rules = Rules::new(["coffee"]);
        moderator::moderate(&running, &mut told.0, &mut rules).await
    });
    for _ in 0..2 {
        let id = alice.send(group.clone(), "Coffee, please").await.unwrap();
        // Both may come at once.
        let (mut is_deleted, mut is_told) = (false, false);
        while !is_deleted || !is_told {
            match alices.until(|_| true).await {
                Event::Deleted(_, deleted) => is_deleted |= deleted == id,
                Event::Message(message) => is_told |= message.text.contains("rules"),
                _ => {}
            }
        }
    }
    let third = alice.send(group.clone(), "COFFEE!").await.unwrap();
    let (mut is_deleted, mut is_out) = (false, false);
    while !is_deleted || !is_out {
        match alices.until(|_| true).await {
            Event::Deleted(_, deleted) => is_deleted |= deleted == third,
            Event::Group(change) => is_out |= change.chat == group && !change.is_active,
            _ => {}
        }
    }
    let refused = alice.send(group.clone(), "tea, then").await;
    assert!(matches!(&refused, Err(BotError::Refused(why)) if why == "not a member of the group"), "{refused:?}");
}

fn wish(seconds: u64, what: &str) -> Option<Wish> {
    Some(Wish { after: Duration::from_secs(seconds), what: what.to_owned() })
}

#[test]
fn wishes_are_understood_in_either_order() {
    assert_eq!(parse("remind me in 10 minutes to water the plants"), wish(600, "water the plants"));
    assert_eq!(parse("Remind me of the tea in 3 min"), wish(180, "the tea"));
    assert_eq!(parse("  REMIND  me in an hour, that I am late"), wish(3_600, "I am late"));
    assert_eq!(parse("remind me in 2 days"), wish(172_800, "something"));
    assert_eq!(parse("remind me about the talk in 1 week in 5 s"), wish(5, "the talk in 1 week"));
}

#[test]
fn what_is_no_wish_is_not_understood() {
    for text in [
        "",
        "remind",
        "remind me",
        "remind me to water the plants",
        "remind you in 10 minutes",
        "remind me in ten minutes",
        "remind me in 0 minutes",
        "remind me in -1 minutes",
        "remind me in 10 moons",
        "remind me in 366 days",
        "remind me in 99999999999999999999 seconds",
        "remind me in 18446744073709551615 weeks",
        "in 10 minutes remind me",
    ] {
        assert_eq!(parse(text), None, "{text}");
    }
}

#[test]
fn only_whole_words_break_a_rule() {
    let mut rules = Rules::new(["Coffee"]);
    assert_eq!(rules.judge("alice", "tea, please"), Verdict::Fine);
    assert_eq!(rules.judge("alice", "coffeehouse"), Verdict::Fine);
    assert_eq!(rules.judge("alice", "(COFFEE)"), Verdict::Delete);
    assert_eq!(rules.judge("bobby", "coffee"), Verdict::Delete);
    assert_eq!(rules.judge("alice", "coffee"), Verdict::Delete);
    assert_eq!(rules.judge("alice", "coffee"), Verdict::Remove);
}

proptest! {
    /// Whatever is written, it is understood as a time within a year, or not at all.
    #[test]
    fn any_text_is_a_wish_within_bounds_or_none(text in "(remind me )?.{0,40}( in [0-9]{1,22} (s|minutes|weeks))?.{0,10}") {
        if let Some(wish) = parse(&text) {
            prop_assert!(!wish.after.is_zero() && wish.after <= Duration::from_secs(365 * 24 * 60 * 60));
            prop_assert!(!wish.what.is_empty());
        }
    }
}
