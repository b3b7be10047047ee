use diesel::prelude::*;
use status_ports::{SwitcherCardRecord, SwitcherCardStore};

use super::SqlTransaction;
use crate::columns::U64;
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::switcher_cards;

impl SwitcherCardStore for SqlTransaction<'_> {
    fn switcher_cards(&mut self) -> Result<Vec<SwitcherCardRecord>> {
        let rows = switcher_cards::table.select(SwitcherCardRow::as_select());
        let rows = rows.load(self.connection).or_storage_error()?;
        let mut cards: Vec<SwitcherCardRecord> = rows.into_iter().map(SwitcherCardRecord::from).collect();
        // A handful of rows: an index for their order would cost more than to sort them.
        cards.sort_by(|a, b| (b.clock, &b.card_id).cmp(&(a.clock, &a.card_id)));
        Ok(cards)
    }

    fn save_switcher_card(&mut self, card: &SwitcherCardRecord) -> Result<()> {
        let row = (
            switcher_cards::card_id.eq(&card.card_id),
            switcher_cards::kind.eq(card.kind),
            switcher_cards::clock.eq(U64(card.clock)),
            switcher_cards::screen_id.eq(&card.screen_id),
        );
        diesel::replace_into(switcher_cards::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn delete_switcher_card(&mut self, card_id: &str) -> Result<()> {
        diesel::delete(switcher_cards::table.find(card_id)).execute(self.connection).or_storage_error()?;
        Ok(())
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = switcher_cards)]
struct SwitcherCardRow {
    card_id: String,
    kind: i64,
    clock: U64,
    screen_id: String,
}

impl From<SwitcherCardRow> for SwitcherCardRecord {
    fn from(row: SwitcherCardRow) -> Self {
        Self { card_id: row.card_id, kind: row.kind, clock: row.clock.0, screen_id: row.screen_id }
    }
}
