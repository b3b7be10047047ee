//! Cards of the chat switcher.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use status_domain::chat;
use status_domain::messaging::Outcome;
use status_ports::{ProfileStoreExt, StorageError, SwitcherCardRecord};

use super::messenger::{execute, given};
use crate::rpc::Table;
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wakuext_upsertSwitcherCard",
        "Keeps a card of the chat switcher, in place of the one of the same id.",
        &["request"],
        |session: Session, (request,): (Option<SwitcherCardJson>,)| async move {
            let card = given(request)?.into();
            let keep = move |context: &mut status_domain::messaging::Context<'_>| {
                chat::keep_switcher_card(context, &card).map(|()| Outcome::default())
            };
            execute(&session, keep).await.map(drop)
        },
    );
    table.method(
        "wakuext_switcherCards",
        "Every card of the chat switcher, the one used last first.",
        &[],
        |session: Session, (): ()| async move { cards(&session).await },
    );
    table.method(
        "wakuext_deleteSwitcherCard",
        "Removes a card of the chat switcher.",
        &["id"],
        |session: Session, (id,): (String,)| async move {
            let delete = move |context: &mut status_domain::messaging::Context<'_>| {
                context.stores.delete_switcher_card(&id)?;
                Ok(Outcome::default())
            };
            execute(&session, delete).await.map(drop)
        },
    );
}

/// `protocol.SwitcherCard`, and the request that keeps one.
#[derive(Deserialize, JsonSchema, Serialize)]
#[schemars(rename = "protocol.SwitcherCard")]
#[serde(rename = "requests.UpsertSwitcherCard", rename_all = "camelCase")]
struct SwitcherCardJson {
    card_id: String,
    #[serde(rename = "type")]
    kind: i64,
    clock: u64,
    screen_id: String,
}

/// `ext.ApplicationSwitcherCardsResponse`.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "ext.ApplicationSwitcherCardsResponse")]
#[serde(rename_all = "camelCase")]
struct SwitcherCardsJson {
    switcher_cards: Vec<SwitcherCardJson>,
}

impl From<SwitcherCardJson> for SwitcherCardRecord {
    fn from(json: SwitcherCardJson) -> Self {
        Self { card_id: json.card_id, kind: json.kind, clock: json.clock, screen_id: json.screen_id }
    }
}

impl From<SwitcherCardRecord> for SwitcherCardJson {
    fn from(card: SwitcherCardRecord) -> Self {
        Self { card_id: card.card_id, kind: card.kind, clock: card.clock, screen_id: card.screen_id }
    }
}

async fn cards(session: &Session) -> Result<SwitcherCardsJson, StorageError> {
    let cards = session.profile().query::<_, StorageError, _>(|stores| stores.switcher_cards()).await?;
    Ok(SwitcherCardsJson { switcher_cards: cards.into_iter().map(SwitcherCardJson::from).collect() })
}
