//! They become contacts, refuse each other, make sure of each other, block and forgive.

use serde_json::{Value, json};
use status_tests::client::{BackendError, Person};

use super::{Cast, entry, rpc, sees};

async fn contact(of: &Person, other: &Person) -> Result<Value, BackendError> {
    rpc(of, "wakuext_getContactByID", json!([other.public_key()])).await
}

/// Waits until a contact looks like this to somebody.
async fn learns(
    who: &Person,
    position: usize,
    of: &Person,
    key: &'static str,
    value: Value,
) -> Result<(), BackendError> {
    let id = json!(of.public_key());
    sees(who, position, |event| entry(&event["contacts"], "id", &id).filter(|contact| contact[key] == value))
        .await
        .map(drop)
}

pub(super) async fn become_contacts(cast: &Cast) -> Result<(), BackendError> {
    let Cast { alice, bobby, carol, david } = cast;
    alice.befriend(bobby).await?;
    alice.befriend(carol).await?;
    alice.befriend(david).await?;
    for other in [bobby, carol, david] {
        assert_eq!(contact(alice, other).await?["mutual"], true);
        assert_eq!(contact(other, alice).await?["mutual"], true);
    }
    rpc(alice, "wakuext_setContactLocalNickname", json!([{ "id": bobby.public_key(), "nickname": "Bob" }])).await?;
    let bob = contact(alice, bobby).await?;
    assert_eq!((&bob["primaryName"], &bob["secondaryName"]), (&json!("Bob"), &json!("bobby-node")));
    Ok(())
}

pub(super) async fn refuse_and_change_their_minds(cast: &Cast) -> Result<(), BackendError> {
    let Cast { bobby, david, .. } = cast;
    let there = bobby.node.position();
    let request = david.ask(bobby, "may I?").await?;
    bobby.hears(there, &request).await?;
    rpc(bobby, "wakuext_declineContactRequest", json!([{ "id": request }])).await?;
    assert_eq!(contact(bobby, david).await?["mutual"], false);
    assert_eq!(contact(david, bobby).await?["mutual"], false, "whoever is declined is not told, but is no contact");

    // Bobby has second thoughts, and asks himself.
    let there = david.node.position();
    bobby.ask(david, "on second thoughts").await?;
    learns(david, there, bobby, "mutual", json!(true)).await?;
    assert_eq!(contact(bobby, david).await?["mutual"], true, "each has asked the other");
    Ok(())
}

pub(super) async fn make_sure_of_each_other(cast: &Cast) -> Result<(), BackendError> {
    let Cast { alice, bobby, .. } = cast;
    let there = bobby.node.position();
    let asked =
        rpc(alice, "wakuext_sendContactVerificationRequest", json!([bobby.public_key(), "where did we meet?"])).await?;
    let id = asked["verificationRequests"][0]["id"].clone();
    let question = sees(bobby, there, |event| entry(&event["verificationRequests"], "id", &id)).await?;
    assert_eq!(question["challenge"], "where did we meet?");

    let here = alice.node.position();
    rpc(bobby, "wakuext_acceptContactVerificationRequest", json!([id, "at the reef"])).await?;
    let answer = sees(alice, here, |event| {
        entry(&event["verificationRequests"], "id", &id).filter(|request| request["response"] != "")
    })
    .await?;
    assert_eq!(answer["response"], "at the reef");
    rpc(alice, "wakuext_verifiedTrusted", json!([{ "id": id }])).await?;
    let bob = contact(alice, bobby).await?;
    assert_eq!((&bob["trustStatus"], &bob["verificationStatus"]), (&json!(1), &json!(2)));
    Ok(())
}

pub(super) async fn block_and_forgive(cast: &Cast) -> Result<(), BackendError> {
    let Cast { alice, david, .. } = cast;
    let there = david.node.position();
    rpc(alice, "wakuext_blockContact", json!([david.public_key()])).await?;
    learns(david, there, alice, "hasAddedUs", json!(false)).await?;
    assert_eq!(contact(alice, david).await?["blocked"], true);
    let id = david.say(alice, "do you hear me?").await?;
    // It arrived, and came to nothing.
    david.knows_delivered(0, &id).await?;
    rpc(alice, "wakuext_unblockContact", json!([david.public_key()])).await?;
    alice.befriend(david).await?;
    let heard = david.say(alice, "and now?").await?;
    alice.hears(0, &heard).await?;
    let told = alice.messages_with(david).await?;
    assert!(told.iter().all(|message| message["id"] != *id), "what the blocked one said is gone");
    Ok(())
}
