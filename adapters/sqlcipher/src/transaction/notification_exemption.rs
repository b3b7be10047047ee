use diesel::prelude::*;
use status_ports::{NotificationExemption, NotificationExemptionStore};

use super::SqlTransaction;
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::notification_exemptions::{self, dsl};

impl NotificationExemptionStore for SqlTransaction<'_> {
    fn find_notification_exemption(&mut self, id: &str) -> Result<Option<NotificationExemption>> {
        let row = dsl::notification_exemptions.find(id).select(ExemptionRow::as_select());
        let row = row.get_result(self.connection).optional().or_storage_error()?;
        Ok(row.map(|row| NotificationExemption {
            id: row.id,
            mute_all_messages: row.mute_all_messages,
            personal_mentions: row.personal_mentions,
            global_mentions: row.global_mentions,
            other_messages: row.other_messages,
        }))
    }

    fn save_notification_exemption(&mut self, exemption: &NotificationExemption) -> Result<()> {
        let row = (
            dsl::id.eq(&exemption.id),
            dsl::mute_all_messages.eq(exemption.mute_all_messages),
            dsl::personal_mentions.eq(&exemption.personal_mentions),
            dsl::global_mentions.eq(&exemption.global_mentions),
            dsl::other_messages.eq(&exemption.other_messages),
        );
        let replace = diesel::replace_into(dsl::notification_exemptions).values(row);
        replace.execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn delete_notification_exemption(&mut self, id: &str) -> Result<()> {
        let row = dsl::notification_exemptions.find(id);
        diesel::delete(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = notification_exemptions)]
struct ExemptionRow {
    id: String,
    mute_all_messages: bool,
    personal_mentions: String,
    global_mentions: String,
    other_messages: String,
}
