//! Which payments are shown on the desktop.

use schemars::JsonSchema;
use serde::Serialize;
use status_domain::settings::NotificationSetting;
use status_ports::{ProfileStoreExt as _, StorageError};

use crate::rpc::{RpcError, Table};
use crate::session::Session;

/// Whether something is shown on the desktop.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "localnotifications.NotificationPreference")]
struct PreferenceJson {
    enabled: bool,
    /// Always `wallet`.
    service: &'static str,
    /// Always `transaction`.
    event: &'static str,
    /// Always `all`.
    identifier: &'static str,
}

pub(super) fn register(table: &mut Table) {
    table.method(
        "localnotifications_notificationPreferences",
        "Whether payments are shown on the desktop; `null` if nobody chose.",
        &[],
        |session: Session, (): ()| async move {
            let setting = NotificationSetting::Payments;
            let stored = session.profile().query(move |stores| stores.find_setting(setting.name())).await?;
            let preference = |stored: String| PreferenceJson {
                enabled: setting.read(Some(&stored)) == true,
                service: "wallet",
                event: "transaction",
                identifier: "all",
            };
            Ok::<_, StorageError>(stored.map(|stored| vec![preference(stored)]))
        },
    );
    table.method(
        "localnotifications_switchWalletNotifications",
        "Chooses whether payments are shown on the desktop by the signal local-notifications: those that are found in \
         blocks after wallet_startWallet. Not chosen, they are not.",
        &["preference"],
        |session: Session, (preference,): (bool,)| async move {
            let record = NotificationSetting::Payments.write(&preference.into())?;
            let saved = session.profile().transact(move |stores| stores.save_settings(&[record])).await;
            Ok::<(), RpcError>(saved.map_err(|error: StorageError| error)?)
        },
    );
}
