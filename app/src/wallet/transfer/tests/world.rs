//! A wallet that looks for transfers on a chain in memory, and a stranger who pays.

use std::collections::BTreeSet;
use std::time::Duration;

use ruint::aliases::U256;
use status_domain::crypto::{PrivateKey, keccak256};
use status_domain::wallet::activity::Transfer;
use status_domain::wallet::{Transaction, TransactionFees};
use status_memory::MemoryChain;
use status_ports::{
    BlockId, ChainProvider as _, KeypairAccountRecord, Operable, ProfileStoreExt as _, StorageError, TransferQuery,
    WalletStoreExt as _,
};
use tokio::time::sleep;

use crate::wallet::test_wallet::TestWallet;

pub(super) const CHAIN: u64 = 1;
pub(super) const ALICE: [u8; 20] = [0xa1; 20];
pub(super) const BOB: [u8; 20] = [0xb0; 20];
pub(super) const TOKEN: [u8; 20] = [0xcc; 20];

fn stranger() -> PrivateKey {
    PrivateKey::from_bytes(&[9; 32]).unwrap()
}

pub(super) fn stranger_address() -> [u8; 20] {
    stranger().public_key().address()
}

pub(super) fn topic(address: [u8; 20]) -> [u8; 32] {
    let mut topic = [0; 32];
    topic[12..].copy_from_slice(&address);
    topic
}

pub(super) fn transfer_event() -> [u8; 32] {
    keccak256(&[b"Transfer(address,address,uint256)"])
}

pub(super) fn text(address: [u8; 20]) -> String {
    format!("0x{}", hex::encode(address))
}

pub(super) struct World {
    pub(super) test: TestWallet,
    pub(super) chain: MemoryChain,
}

impl World {
    pub(super) async fn new(accounts: &[[u8; 20]]) -> Self {
        let test = TestWallet::new(&[CHAIN]);
        let chain = test.put_chain(CHAIN);
        chain.set_balance(stranger_address(), U256::from(10).pow(U256::from(20)));
        chain.mine();
        let world = Self { test, chain };
        for account in accounts {
            world.add_account(*account, false).await;
        }
        world
    }

    pub(super) async fn add_account(&self, address: [u8; 20], address_was_not_shown: bool) {
        let account = KeypairAccountRecord {
            address,
            key_uid: None,
            public_key: Vec::new(),
            path: String::new(),
            name: String::new(),
            color: String::new(),
            emoji: String::new(),
            wallet: false,
            chat: false,
            hidden: false,
            operable: Operable::No,
            created_at: 0,
            clock: 1,
            position: 0,
            removed: false,
            prod_preferred_chain_ids: String::new(),
            test_preferred_chain_ids: String::new(),
            address_was_not_shown,
        };
        self.save_account(account).await;
    }

    /// The profile has an account no longer, or again.
    pub(super) async fn set_removed(&self, address: [u8; 20], removed: bool) {
        let find = move |stores: &mut dyn status_ports::ProfileTransaction| stores.find_keypair_account(&address);
        let account = self.test.wallet.profile().query::<_, StorageError, _>(find).await.unwrap().unwrap();
        self.save_account(KeypairAccountRecord { removed, ..account }).await;
    }

    async fn save_account(&self, account: KeypairAccountRecord) {
        let save = move |stores: &mut dyn status_ports::ProfileTransaction| stores.save_keypair_account(&account);
        self.test.wallet.profile().transact::<_, StorageError, _>(save).await.unwrap();
    }

    pub(super) async fn start(&self) {
        self.test.wallet.start_transfers(&[]).await.unwrap();
        self.rest().await;
    }

    /// As if the process had ended and begun again.
    pub(super) async fn restart(&self) {
        self.test.wallet.stop_transfers();
        self.start().await;
    }

    /// Time in which a new block is seen.
    pub(super) async fn rest(&self) {
        sleep(Duration::from_secs(40)).await;
    }

    async fn send(&self, to: [u8; 20], value: u64) -> [u8; 32] {
        let gwei = U256::from(1_000_000_000_u64);
        let transaction = Transaction {
            chain_id: CHAIN,
            nonce: self.chain.transaction_count(stranger_address(), BlockId::Pending).await.unwrap(),
            gas_limit: 21_000,
            to: Some(to),
            value: U256::from(value),
            input: Vec::new(),
            fees: TransactionFees::Dynamic {
                max_fee_per_gas: gwei * U256::from(10),
                max_priority_fee_per_gas: gwei,
                access_list: Vec::new(),
            },
        };
        self.chain.send_raw_transaction(transaction.sign(&stranger()).encode()).await.unwrap()
    }

    /// The stranger pays, and it is in a block.
    pub(super) async fn pay(&self, to: [u8; 20], value: u64) -> [u8; 32] {
        let hash = self.send(to, value).await;
        self.chain.mine();
        hash
    }

    /// Somebody gives tokens, in a transaction of the stranger that is in a block.
    pub(super) async fn move_tokens(&self, from: [u8; 20], to: [u8; 20], amount: u64) -> [u8; 32] {
        let hash = self.pay(TOKEN, 0).await;
        let data = U256::from(amount).to_be_bytes_vec();
        self.chain.log_of(hash, TOKEN, vec![transfer_event(), topic(from), topic(to)], data);
        hash
    }

    /// What is stored, oldest first.
    pub(super) async fn transfers(&self) -> Vec<Transfer> {
        let query = TransferQuery {
            accounts: BTreeSet::from([ALICE, BOB]),
            chains: BTreeSet::from([CHAIN]),
            limit: 1000,
            ..TransferQuery::default()
        };
        let found = self.test.wallet.store().query(move |stores| stores.transfers(&query)).await;
        let mut found: Vec<Transfer> = found.unwrap();
        found.reverse();
        found
    }

    /// Account and amount of what is stored, oldest first.
    pub(super) async fn amounts(&self) -> Vec<([u8; 20], u64)> {
        self.transfers().await.into_iter().map(|transfer| (transfer.account, transfer.amount.to())).collect()
    }

    /// How often something was asked; for no method, all together.
    pub(super) fn asked(&self, method: &str) -> usize {
        let requests = self.chain.requests();
        requests.iter().filter(|(asked, _)| method.is_empty() || *asked == method).map(|(_, count)| count).sum()
    }

    /// The signals that came.
    fn signals(&mut self) -> Vec<serde_json::Value> {
        std::iter::from_fn(|| self.test.signals.try_recv()).map(|text| serde_json::from_str(&text).unwrap()).collect()
    }

    /// The events of the signals `wallet` that came, but for those of health and of balances over time.
    pub(super) fn events(&mut self) -> Vec<serde_json::Value> {
        let mut events = self.events_of("wallet");
        events.retain(|event| !event["type"].as_str().unwrap().starts_with("wallet-b"));
        events
    }

    /// The events of the signals of a type that came.
    pub(super) fn events_of(&mut self, kind: &str) -> Vec<serde_json::Value> {
        self.signals()
            .into_iter()
            .filter(|signal| signal["type"] == kind)
            .map(|signal| signal["event"].clone())
            .collect()
    }

    pub(super) fn kinds(&mut self) -> Vec<String> {
        self.events().iter().map(|event| event["type"].as_str().unwrap().to_owned()).collect()
    }
}
