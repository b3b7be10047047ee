//! One of them changes what others see.

use serde_json::{Value, json};
use status_tests::client::{BackendError, Person};

use super::{Cast, entry, media, rpc, sees};

/// Waits until alice looks like this to somebody.
async fn looks(
    who: &Person,
    position: usize,
    alice: &Person,
    is_so: impl Fn(&Value) -> bool + Copy,
) -> Result<Value, BackendError> {
    let id = json!(alice.public_key());
    sees(who, position, |event| entry(&event["contacts"], "id", &id).filter(|contact| is_so(contact))).await
}

pub(super) async fn change_what_others_see(cast: &Cast) -> Result<(), BackendError> {
    let Cast { alice, bobby, carol, .. } = cast;
    let there = [bobby.node.position(), carol.node.position()];
    rpc(alice, "wakuext_setDisplayName", json!(["Alice of the reef"])).await?;
    for (person, position) in [bobby, carol].into_iter().zip(there) {
        looks(person, position, alice, |contact| contact["displayName"] == "Alice of the reef").await?;
    }
    let there = bobby.node.position();
    rpc(alice, "wakuext_setBio", json!(["I count fish"])).await?;
    looks(bobby, there, alice, |contact| contact["bio"] == "I count fish").await?;
    let there = bobby.node.position();
    let color = json!([{ "customizationColor": "army", "keyUid": alice.key_uid() }]);
    rpc(alice, "wakuext_setCustomizationColor", color).await?;
    looks(bobby, there, alice, |contact| contact["customizationColor"] == "army").await?;

    let there = bobby.node.position();
    let picture = media::picture_of(alice)?;
    rpc(alice, "multiaccounts_storeIdentityImage", json!([alice.key_uid(), picture, 0, 0, 1, 1])).await?;
    let shown = looks(bobby, there, alice, |contact| contact["images"]["thumbnail"].is_object()).await?;
    let served = media::fetch(bobby, &shown["images"]["thumbnail"]["localUrl"]).await?;
    assert!(!served.is_empty(), "the picture of a contact is served");

    let there = bobby.node.position();
    rpc(alice, "wakuext_setUserStatus", json!([2, "below the surface"])).await?;
    let key = json!(alice.public_key());
    let status = sees(bobby, there, |event| {
        entry(&event["statusUpdates"], "publicKey", &key).filter(|status| status["statusType"] == 2)
    })
    .await?;
    assert_eq!(status["text"], "below the surface");
    Ok(())
}
