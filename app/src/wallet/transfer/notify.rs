//! Payments that are shown on the desktop: the event of `local-notifications` (status-go:
//! `services/local-notifications`).

use serde::Serialize;
use status_domain::identity::checksum_address;
use status_domain::keypair::Keyring;
use status_domain::settings::NotificationSetting;
use status_domain::wallet::activity::{AssetKind, PaymentState, Transfer, told_payments};
use status_ports::{ProfileStoreExt as _, ProfileTransaction, StorageError};

use crate::api::AccountJson;
use crate::json::{Address, Hash, HexAmount};
use crate::wallet::Wallet;

/// `localnotifications.Notification` about a payment.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PaymentNotification {
    id: Hash,
    body: PaymentBody,
    body_type: &'static str,
    category: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    deep_link: String,
    notification_author: Author,
}

/// `localnotifications.transactionBody`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PaymentBody {
    state: &'static str,
    from: Address,
    to: Address,
    #[serde(skip_serializing_if = "Option::is_none")]
    from_account: Option<AccountJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_account: Option<AccountJson>,
    value: HexAmount,
    erc20: bool,
    contract: Address,
    network: u64,
}

/// A payment has no author; clients expect one.
#[derive(Default, Serialize)]
struct Author {
    id: &'static str,
    icon: &'static str,
    name: &'static str,
}

impl PaymentNotification {
    fn new(transfer: &Transfer, ring: &Keyring) -> Self {
        let own = |address: [u8; 20]| {
            let account = ring.account(&address).filter(|account| !account.removed)?;
            Some(AccountJson::new(account.clone(), ring))
        };
        let to = transfer.to.unwrap_or_default();
        let (from_account, to_account) = (own(transfer.from), own(to));
        let link = |address: [u8; 20]| format!("status-app://wallet/{}", checksum_address(&address));
        let deep_link = match (&from_account, &to_account) {
            (Some(_), _) => link(transfer.from),
            (None, Some(_)) => link(to),
            (None, None) => String::new(),
        };
        let body = PaymentBody {
            state: match PaymentState::of(transfer) {
                PaymentState::Failed => "failed",
                PaymentState::Inbound => "inbound",
                PaymentState::Outbound => "outbound",
            },
            from: Address(transfer.from),
            to: Address(to),
            from_account,
            to_account,
            value: HexAmount(transfer.amount),
            erc20: transfer.asset.kind == AssetKind::Erc20,
            contract: Address(transfer.created_contract.unwrap_or(transfer.asset.contract)),
            network: transfer.asset.chain_id,
        };
        let (body_type, category, notification_author) = ("transaction", "transaction", Author::default());
        Self { id: Hash(transfer.id), body, body_type, category, deep_link, notification_author }
    }
}

impl Wallet {
    /// Tells of those of these transfers that are news, if that is wanted: those after this block.
    pub(super) async fn notify_of_transfers(&self, transfers: &[Transfer], known_block: u64) {
        let told = told_payments(transfers, known_block);
        if told.is_empty() {
            return;
        }
        let read = |stores: &mut dyn ProfileTransaction| {
            let setting = NotificationSetting::Payments;
            let is_wanted = setting.read(stores.find_setting(setting.name())?.as_deref()) == true;
            if is_wanted { Keyring::read(stores).map(Some) } else { Ok(None) }
        };
        match self.profile().query::<_, StorageError, _>(read).await {
            Ok(None) => {}
            Ok(Some(ring)) => {
                for transfer in told {
                    self.signals().emit("local-notifications", PaymentNotification::new(transfer, &ring));
                }
            }
            Err(error) => tracing::warn!(%error, "Payments are not shown on the desktop."),
        }
    }
}
