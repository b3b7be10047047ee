//! Somebody with money on a chain for development.

use ruint::aliases::U256;
use serde_json::{Value, json};
use status_domain::crypto::{PrivateKey, Signature};
use status_memory::{MemoryChain, MemoryChains};

use super::{Alice, MemoryWorld};
use crate::signal::SignalReceiver;
use crate::wallet::test_wallet::decode_transaction;

const URL: &str = "http://chain-31337/";
pub(super) const BOBBY: &str = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
/// One ether.
pub(super) const ONE: &str = "0xde0b6b3a7640000";

/// Somebody with ten ether.
pub(super) struct Payer {
    pub(super) alice: Alice,
    pub(super) chain: MemoryChain,
    /// The account that pays.
    pub(super) from: String,
    signals: SignalReceiver,
}

fn bytes<const SIZE: usize>(text: &str) -> [u8; SIZE] {
    hex::decode(text.trim_start_matches("0x")).unwrap().try_into().unwrap()
}

impl Payer {
    pub(super) async fn new() -> Self {
        let chains = MemoryChains::default();
        let chain = MemoryChain::new(31_337, decode_transaction);
        chains.put(URL, chain.clone());
        let network = json!({
            "chainId": 31337, "chainName": "Anvil", "rpcUrl": URL, "shortName": "eth", "nativeCurrencyName": "Ether",
            "nativeCurrencySymbol": "ETH", "nativeCurrencyDecimals": 18, "isTest": false, "layer": 1, "enabled": true,
        });
        let world = MemoryWorld { chains, ..MemoryWorld::default() };
        let alice = Alice::in_world(world, json!({"networkId": 31337, "networksOverride": [network]})).await;
        let signals = alice.backend.signals().subscribe(1000);
        let from = alice.rpc("eth_accounts", json!([])).await[0].as_str().unwrap().to_owned();
        let payer = Self { alice, chain, from, signals };
        payer.has(10);
        payer
    }

    /// From now on there are so many ether.
    pub(super) fn has(&self, ether: u64) {
        self.gives(&self.from, ether);
    }

    /// From now on an account has so many ether.
    pub(super) fn gives(&self, account: &str, ether: u64) {
        let wei = U256::from(ether) * U256::from(1_000_000_000_000_000_000_u64);
        self.chain.set_balance(bytes(account), wei);
    }

    /// The event of the next signal of this kind, and the kinds of those before it.
    pub(super) async fn signal_after(&mut self, kind: &str) -> (Value, Vec<String>) {
        let mut before = Vec::new();
        loop {
            let text = self.signals.recv().await.expect("the hub lives");
            let mut signal: Value = serde_json::from_str(&text).unwrap();
            if signal["type"] == kind {
                return (signal["event"].take(), before);
            }
            before.push(signal["type"].as_str().unwrap().to_owned());
        }
    }

    pub(super) async fn signal(&mut self, kind: &str) -> Value {
        self.signal_after(kind).await.0
    }

    /// The message of the next signal `wallet` of this kind.
    pub(super) async fn wallet_message(&mut self, kind: &str) -> Value {
        loop {
            let event = self.signal("wallet").await;
            if event["type"] == kind {
                return serde_json::from_str(event["message"].as_str().unwrap()).unwrap();
            }
        }
    }

    /// Asks for a route.
    pub(super) async fn asks(&self, uuid: &str, amount: &str) {
        let input = json!({
            "uuid": uuid, "sendType": 0, "addrFrom": self.from, "addrTo": BOBBY, "amountIn": amount, "amountOut": "0x0",
            "tokenID": "ETH", "tokenIDIsOwnerToken": false, "toTokenID": "", "disabledFromChainIDs": [],
            "disabledToChainIDs": [], "gasFeeMode": 1, "fromLockedAmount": {},
        });
        self.alice.answer("wallet_getSuggestedRoutes", json!([input])).await;
    }

    /// Has the last route built; the event of the answer.
    pub(super) async fn builds(&mut self, uuid: &str) -> Value {
        let params = json!([{"uuid": uuid, "slippagePercentage": 0.5}]);
        assert_eq!(self.alice.rpc("wallet_buildTransactionsFromRoute", params).await, Value::Null);
        self.signal("wallet.router.sign-transactions").await
    }

    /// Asks for a route of one ether and has it built; the hash that is to be signed.
    pub(super) async fn has_built(&mut self, uuid: &str) -> String {
        self.asks(uuid, ONE).await;
        let built = self.builds(uuid).await;
        built["signingDetails"]["hashes"][0].as_str().expect("a hash").to_owned()
    }

    /// Has what was built sent; the event of the answer.
    pub(super) async fn sends(&mut self, uuid: &str, signatures: Value) -> Value {
        let params = json!([{"uuid": uuid, "Signatures": signatures}]);
        assert_eq!(self.alice.rpc("wallet_sendRouterTransactionsWithSignatures", params).await, Value::Null);
        self.signal("wallet.router.transactions-sent").await
    }

    /// The signature of a hash by the account that pays, in parts.
    pub(super) async fn signs(&self, hash: &str) -> Value {
        let signature = self.alice.rpc("wallet_signMessage", json!([hash, self.from, "right"])).await;
        parts(signature.as_str().unwrap())
    }

    /// Sends a plain transaction; the whole answer.
    pub(super) async fn pays(&self, transfer: Value, password: &str) -> Value {
        let command = json!({
            "fromAddress": self.from, "toAddress": BOBBY, "fromAsset": "ETH", "toAsset": "ETH", "fromAmount": "0x1",
            "type": 0,
        });
        let mut transaction = json!({
            "from": self.from, "to": BOBBY, "value": "0x1", "gas": "0x5208", "maxFeePerGas": "0x77359400",
            "maxPriorityFeePerGas": "0x3b9aca00", "data": "",
        });
        transaction.as_object_mut().unwrap().extend(transfer.as_object().unwrap().clone());
        let part = json!({"bridgeName": "Transfer", "chainID": 31337, "transferTx": transaction});
        self.alice.answer("wallet_createMultiTransaction", json!([command, [part], password])).await
    }
}

/// R, S and V of a signature.
pub(super) fn parts(signature: &str) -> Value {
    let digits = signature.trim_start_matches("0x");
    json!({"r": &digits[..64], "s": &digits[64..128], "v": &digits[128..]})
}

/// The signature of a hash by somebody else.
pub(super) fn foreign_signature(hash: &str) -> Value {
    let key = PrivateKey::from_bytes(&[9; 32]).unwrap();
    parts(&hex::encode(Signature::sign_digest(&key, &bytes(hash)).to_bytes()))
}
