//! People.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;
use status_domain::contact::{self, AboutUs, AddContact};
use status_domain::crypto::PublicKey;
use status_domain::identity::parse_public_key;
use status_domain::messaging::CommandError;
use status_ports::{CompressedKey, ContactRecord, ProfileStoreExt, StorageError};

use super::messenger::{execute, given, person, required, run, say};
use super::shape::{ContactJson, MessengerResponseJson, Scene};
use crate::json::HexBytes;
use crate::messenger::WishError;
use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wakuext_contacts",
        "Everybody who is more than a sender; null if there is nobody.",
        &[],
        |session: Session, (): ()| async move { contacts(&session).await },
    );
    table.method(
        "wakuext_getContactByID",
        "A person by public key; null if nothing is known of them.",
        &["id"],
        |session: Session, (id,): (String,)| async move { contact_by_id(&session, &id).await },
    );
    table.method(
        "wakuext_buildContact",
        "A person by public key, as far as known.",
        &["request"],
        |session: Session, (request,): (Option<BuildContactJson>,)| async move {
            build(&session, given(request)?).await
        },
    );
    table.method(
        "wakuext_addContact",
        "Asks a person to be a contact, in the usual words.",
        &["request"],
        |session: Session, (request,): (Option<AddContactJson>,)| async move { add(&session, given(request)?).await },
    );
    table.method(
        "wakuext_removeContact",
        "Removes a contact. The other side is not told.",
        &["pubKey"],
        |session: Session, (key,): (String,)| async move {
            let key = known(&key)?;
            run(&session, move |context| contact::remove_contact(context, &key)).await
        },
    );
    table.method(
        "wakuext_blockContact",
        "Blocks a person and removes what they wrote.",
        &["contactID"],
        |session: Session, (key,): (String,)| async move {
            let key = parse_public_key(&key)?;
            run(&session, move |context| contact::block_contact(context, &key)).await
        },
    );
    table.method(
        "wakuext_blockContactDesktop",
        "Blocks a person; chat and messages stay.",
        &["contactID"],
        |session: Session, (key,): (String,)| async move {
            let key = parse_public_key(&key)?;
            let blocked = run(&session, move |context| contact::block_contact_keeping_messages(context, &key)).await?;
            Ok::<_, RpcError>(blocked.with_recounted_chats().without_chats_of_activities())
        },
    );
    table.method(
        "wakuext_unblockContact",
        "Unblocks a person.",
        &["contactID"],
        |session: Session, (key,): (String,)| async move {
            // Somebody who is not blocked is nobody to unblock, whatever the text.
            let Ok(key) = parse_public_key(&key) else { return Ok(MessengerResponseJson::default()) };
            run(&session, move |context| contact::unblock_contact(context, &key)).await
        },
    );
    table.method(
        "wakuext_ensVerified",
        "The client checked that an ENS name is a contact's.",
        &["pk", "ensName"],
        |session: Session, (key, name): (String, String)| async move {
            let key = known(&key)?;
            let outcome = execute(&session, move |context| contact::verify_ens_name(context, &key, &name)).await?;
            session.messenger().announce(outcome).await;
            Ok::<_, RpcError>(())
        },
    );
    table.method(
        "wakuext_sendContactUpdate",
        "Tells a person whom we added who we are; null for somebody else.",
        &["contactID", "name", "picture", "customizationColor"],
        |session: Session, (id, name, picture, color): (String, String, String, String)| async move {
            send_update(&session, &id, about_us(name, picture, color)).await
        },
    );
    table.method(
        "wakuext_sendContactUpdates",
        "Tells everybody whom we added who we are.",
        &["name", "picture", "customizationColor"],
        |session: Session, (name, picture, color): (String, String, String)| async move {
            let update = about_us(name, picture, color);
            execute(&session, move |context| contact::send_contact_updates(context, &update)).await.map(drop)
        },
    );
    table.method(
        "wakuext_requestContactInfoFromMailserver",
        "Asks a store node who a person is. Answers with the person once something is known, with null otherwise.",
        &["pubkey"],
        |session: Session, (key,): (String,)| async move { request_info(&session, &key).await },
    );
    table.method(
        "wakuext_setContactLocalNickname",
        "Gives a person a nickname, or takes it away.",
        &["request"],
        |session: Session, (request,): (Option<NicknameJson>,)| async move {
            set_nickname(&session, given(request)?).await
        },
    );
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "requests.BuildContact")]
#[serde(rename = "requests.BuildContact")]
struct BuildContactJson {
    #[serde(rename = "publicKey")]
    public_key: String,
    #[serde(rename = "ENSName")]
    ens_name: String,
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "requests.AddContact")]
#[serde(rename = "requests.AddContact", rename_all = "camelCase")]
struct AddContactJson {
    id: String,
    nickname: String,
    display_name: String,
    ens_name: String,
    customization_color: String,
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "requests.SetContactLocalNickname")]
#[serde(rename = "requests.SetContactLocalNickname")]
struct NicknameJson {
    id: HexBytes,
    nickname: String,
}

/// The key of somebody of whom something must be known.
fn known(text: &str) -> Result<PublicKey, CommandError> {
    parse_public_key(text).map_err(|_| CommandError::ContactNotFound)
}

async fn contacts(session: &Session) -> Result<Option<Vec<ContactJson>>, StorageError> {
    let (me, scene) = (*session.shaper().me(), session.shaper().scene());
    let (contacts, scene) = session
        .profile()
        .query(move |stores| {
            let contacts = stores.contacts()?;
            let scene = scene.with_contacts(stores, &contacts.iter().collect::<Vec<_>>())?;
            Ok::<_, StorageError>((contacts, scene))
        })
        .await?;
    // Whoever asked themselves is not their own contact.
    let others = contacts.iter().filter(|contact| contact.public_key != me);
    let contacts: Vec<_> = others.map(|contact| ContactJson::new(contact, &scene)).collect();
    Ok(Some(contacts).filter(|contacts| !contacts.is_empty()))
}

/// Somebody as stored, and what is shown besides.
async fn find(session: &Session, key: CompressedKey) -> Result<(Option<ContactRecord>, Scene), StorageError> {
    let scene = session.shaper().scene();
    session
        .profile()
        .query(move |stores| {
            let found = stores.find_contact(&key)?;
            let shown = found.clone().unwrap_or_else(|| contact::unknown_contact(key));
            Ok((found, scene.with_contact(stores, &shown)?))
        })
        .await
}

async fn contact_by_id(session: &Session, id: &str) -> Result<Option<ContactJson>, StorageError> {
    let Ok(key) = parse_public_key(id) else { return Ok(None) };
    let key = key.to_compressed();
    let (found, scene) = find(session, key).await?;
    let is_me = key == *session.shaper().me();
    let (contact, scene) = if is_me {
        (Some(session.own_contact().await?), scene.with_own_images(session.own_images().await?))
    } else {
        (found, scene)
    };
    Ok(contact.map(|contact| ContactJson::new(&contact, &scene)))
}

async fn build(session: &Session, request: BuildContactJson) -> Result<ContactJson, RpcError> {
    let key = parse_public_key(&request.public_key)?.to_compressed();
    let (found, scene) = find(session, key).await?;
    let contact = found.unwrap_or_else(|| {
        let ens_verified = !request.ens_name.is_empty();
        ContactRecord { ens_name: request.ens_name, ens_verified, ..contact::unknown_contact(key) }
    });
    Ok(ContactJson::new(&contact, &scene))
}

async fn add(session: &Session, request: AddContactJson) -> Result<MessengerResponseJson, RpcError> {
    required(&request.id, "add-contact: invalid id")?;
    let request = AddContact {
        key: person(&request.id)?,
        nickname: request.nickname,
        display_name: request.display_name,
        ens_name: request.ens_name,
        customization_color: request.customization_color,
    };
    say(session, move |context| contact::add_contact(context, request)).await
}

fn about_us(ens_name: String, picture: String, color: String) -> AboutUs {
    AboutUs { ens_name, picture, customization_color: color }
}

async fn send_update(session: &Session, id: &str, update: AboutUs) -> Result<Option<MessengerResponseJson>, RpcError> {
    let key = known(id)?;
    let outcome = execute(session, move |context| contact::send_contact_update_to(context, &key, &update)).await?;
    if outcome.outgoing.is_empty() {
        return Ok(None);
    }
    Ok(Some(session.shaper().command(session.profile(), outcome, true).await?))
}

/// How long a client waits for what a store node says of a person.
const INFO_PATIENCE: Duration = Duration::from_secs(20);

async fn request_info(session: &Session, key: &str) -> Result<Option<ContactJson>, RpcError> {
    let key = parse_public_key(key)?;
    match session.messenger().fetch_contact_code(key, INFO_PATIENCE).await {
        // Without a store node there is what was known before.
        Ok(()) | Err(WishError::History(_)) => {}
        Err(error) => return Err(RpcError::method(error.to_string())),
    }
    let (found, scene) = find(session, key.to_compressed()).await?;
    Ok(found.map(|contact| ContactJson::new(&contact, &scene)))
}

async fn set_nickname(session: &Session, request: NicknameJson) -> Result<MessengerResponseJson, RpcError> {
    required(&request.id, "add-contact: invalid id")?;
    let key = PublicKey::from_bytes(&request.id.0)?;
    run(session, move |context| contact::set_local_nickname(context, &key, &request.nickname)).await
}
