//! Daemons that talk to each other, driven from outside.

use serde_json::Value;
use status_tests::client::{BackendError, Person, Profile, daemon_binary};

async fn person(name: &str) -> Result<Person, BackendError> {
    Person::create(name, &daemon_binary(Profile::Debug)?).await
}

/// Says something, and waits until the other one has it and the first one knows.
async fn exchange(from: &Person, to: &Person, text: &str) -> Result<(), BackendError> {
    let (here, there) = (from.node.position(), to.node.position());
    let id = from.say(to, text).await?;
    let message = to.hears(there, &id).await?;
    assert_eq!(message["text"], *text);
    assert_eq!(message["from"], *from.public_key());
    from.knows_delivered(here, &id).await
}

/// The texts of a chat, oldest first.
async fn texts(of: &Person, with: &Person) -> Result<Vec<String>, BackendError> {
    let messages = of.messages_with(with).await?;
    Ok(messages.iter().rev().filter_map(|message| message["text"].as_str()).map(str::to_owned).collect())
}

/// The states of what somebody wrote in a chat.
async fn states(of: &Person, with: &Person) -> Result<Vec<Value>, BackendError> {
    let messages = of.messages_with(with).await?;
    let own = messages.into_iter().filter(|message| message["from"] == *of.public_key());
    let texts = own.filter(|message| message["contentType"] == 1);
    Ok(texts.map(|mut message| message["outgoingStatus"].take()).collect())
}

#[tokio::test]
async fn two_people_meet_talk_and_go_on_after_a_restart() -> Result<(), BackendError> {
    let (alice, mut bobby) = tokio::try_join!(person("alice"), person("bobby"))?;
    bobby.join(&[&alice]).await?;
    alice.befriend(&bobby).await?;
    exchange(&alice, &bobby, "hello bobby").await?;
    exchange(&bobby, &alice, "hello alice").await?;
    let before = texts(&bobby, &alice).await?;

    bobby.node.stop().await?;
    bobby.come_back().await?;
    assert_eq!(texts(&bobby, &alice).await?, before, "what was said is there after a restart");
    bobby.join(&[&alice]).await?;
    exchange(&alice, &bobby, "there again?").await?;
    exchange(&bobby, &alice, "here I am").await?;
    assert!(states(&alice, &bobby).await?.iter().all(|state| state == "delivered"));
    assert_eq!(texts(&alice, &bobby).await?.len(), texts(&bobby, &alice).await?.len());
    Ok(())
}

#[tokio::test]
async fn who_was_away_catches_up_on_what_the_network_does_not_bring_again() -> Result<(), BackendError> {
    let (alice, mut bobby, carol) = tokio::try_join!(person("alice"), person("bobby"), person("carol"))?;
    alice.join(&[&carol]).await?;
    bobby.join(&[&carol]).await?;
    alice.befriend(&bobby).await?;
    exchange(&alice, &bobby, "I go to sleep").await?;

    bobby.node.stop().await?;
    let position = alice.node.position();
    let mut ids = Vec::new();
    for text in ["one", "two", "three"] {
        let id = alice.say(&bobby, text).await?;
        // On the network: carol relays it, and nobody keeps it.
        let is_sent = |event: &Value| event["ids"].as_array().is_some_and(|ids| ids.iter().any(|sent| *sent == *id));
        alice.node.wait_for(position, "envelope.sent", status_tests::client::ARRIVAL_TIMEOUT, is_sent).await?;
        ids.push(id);
    }
    bobby.come_back().await?;
    bobby.join(&[&carol]).await?;
    for id in &ids {
        bobby.hears(0, id).await?;
        alice.knows_delivered(position, id).await?;
    }
    assert!(texts(&bobby, &alice).await?.ends_with(&["one".to_owned(), "two".to_owned(), "three".to_owned()]));
    exchange(&bobby, &alice, "good morning").await
}
