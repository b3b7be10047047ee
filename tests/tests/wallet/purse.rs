//! Somebody with a wallet.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value, json};
use status_tests::anvil::{Anvil, AnvilError};
use status_tests::client::{BackendError, Node, PASSWORD, Person, Profile, daemon_binary};

/// How long a chain and the daemon may take together.
pub(super) const LIMIT: Duration = Duration::from_secs(60);

/// Why a scenario does not go on.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error(transparent)]
    Backend(#[from] BackendError),
    #[error(transparent)]
    Chain(#[from] AnvilError),
    #[error(transparent)]
    Io(#[from] std::io::Error),
    #[error("{0}: {1}")]
    Unexpected(&'static str, Value),
}

/// A daemon with a wallet.
pub(super) struct Purse {
    pub(super) person: Person,
    /// Its first account.
    pub(super) address: String,
}

/// A chain as the daemon is told of it.
pub(super) fn network(chain_id: u64, url: &str, fallback: &str) -> Value {
    json!({
        "chainId": chain_id, "chainName": format!("Chain {chain_id}"), "rpcUrl": url, "fallbackURL": fallback,
        "shortName": format!("c{chain_id}"), "nativeCurrencyName": "Ether", "nativeCurrencySymbol": "ETH",
        "nativeCurrencyDecimals": 18, "isTest": false, "layer": 1, "enabled": true, "relatedChainId": 0,
    })
}

/// A chain whose blocks come when they are told to.
pub(super) async fn chain(chain_id: u64) -> Result<Anvil, AnvilError> {
    Anvil::start(chain_id, &["--no-mining"]).await
}

impl Purse {
    /// Starts a daemon that knows these chains and no other.
    pub(super) async fn open(networks: Value) -> Result<Self, Failure> {
        let node = Node::new("alice", &daemon_binary(Profile::Debug)?, BTreeMap::new())?;
        let fields = Map::from_iter([
            ("networkId".to_owned(), networks[0]["chainId"].clone()),
            ("networksOverride".to_owned(), networks),
        ]);
        let person = Person::create_on(node, fields).await?;
        let accounts = person.node.rpc("eth_accounts", json!([])).await?;
        let address = accounts[0].as_str().unwrap_or_default().to_lowercase();
        let purse = Self { person, address };
        purse.rpc("wallet_startWallet", json!([])).await?;
        Ok(purse)
    }

    /// The daemon starts again after it was killed or stopped.
    pub(super) async fn come_back(&mut self) -> Result<(), Failure> {
        self.person.come_back().await?;
        self.rpc("wallet_startWallet", json!([])).await?;
        Ok(())
    }

    pub(super) async fn rpc(&self, method: &str, params: Value) -> Result<Value, Failure> {
        Ok(self.person.node.rpc(method, params).await?)
    }

    /// Waits for a signal.
    pub(super) async fn signal(
        &self,
        position: usize,
        name: &str,
        wanted: impl FnMut(&Value) -> bool,
    ) -> Result<Value, Failure> {
        Ok(self.person.node.wait_for(position, name, LIMIT, wanted).await?.0.event)
    }

    /// Waits for a signal `wallet` of a kind; its message, as JSON.
    pub(super) async fn event(
        &self,
        position: usize,
        kind: &str,
        wanted: impl Fn(&Value, &Value) -> bool,
    ) -> Result<Value, Failure> {
        let read = |event: &Value| -> Value {
            serde_json::from_str(event["message"].as_str().unwrap_or_default()).unwrap_or_default()
        };
        let event =
            self.signal(position, "wallet", |event| event["type"] == kind && wanted(event, &read(event))).await?;
        Ok(read(&event))
    }

    pub(super) fn position(&self) -> usize {
        self.person.node.position()
    }

    /// The best route for an amount of a token; the chains that are not to be used are named.
    pub(super) async fn route(
        &self,
        uuid: &str,
        token: &str,
        amount: u128,
        not_on: &[u64],
    ) -> Result<Vec<Value>, Failure> {
        let position = self.position();
        let request = json!([{
            "uuid": uuid, "sendType": 0, "addrFrom": self.address, "addrTo": super::BOBBY,
            "amountIn": format!("{amount:#x}"), "amountOut": "0x0", "tokenID": token, "tokenIDIsOwnerToken": false,
            "toTokenID": "", "disabledFromChainIDs": not_on, "disabledToChainIDs": not_on, "gasFeeMode": 1,
            "fromLockedAmount": {},
        }]);
        self.rpc("wallet_getSuggestedRoutesAsync", request).await?;
        let routes = self.signal(position, "wallet.suggested.routes", |event| event["Uuid"] == uuid).await?;
        match (routes.get("ErrorResponse"), routes["Best"].as_array()) {
            (None, Some(best)) => Ok(best.clone()),
            _ => Err(Failure::Unexpected("no route", routes)),
        }
    }

    /// Signs and sends what was suggested; what was sent. Returns at the signal that says so.
    pub(super) async fn send(&self, uuid: &str) -> Result<Vec<Value>, Failure> {
        let position = self.position();
        self.begin_to_send(uuid).await?;
        let is_it = |event: &Value| event["sendDetails"]["uuid"] == uuid;
        let sent = self.signal(position, "wallet.router.transactions-sent", is_it).await?;
        match (sent["sendDetails"].get("errorResponse"), sent["sentTransactions"].as_array()) {
            (None, Some(sent)) => Ok(sent.clone()),
            _ => Err(Failure::Unexpected("not sent", sent)),
        }
    }

    /// The same, without waiting for the end.
    pub(super) async fn begin_to_send(&self, uuid: &str) -> Result<(), Failure> {
        let position = self.position();
        self.rpc("wallet_buildTransactionsFromRoute", json!([{"uuid": uuid, "slippagePercentage": 0.5}])).await?;
        let is_it = |event: &Value| event["sendDetails"]["uuid"] == uuid;
        let to_sign = self.signal(position, "wallet.router.sign-transactions", is_it).await?;
        let Some(hashes) = to_sign["signingDetails"]["hashes"].as_array() else {
            return Err(Failure::Unexpected("nothing to sign", to_sign));
        };
        let mut signatures = Map::new();
        for hash in hashes {
            let signed = self.rpc("wallet_signMessage", json!([hash, self.address, PASSWORD])).await?;
            let digits = signed.as_str().unwrap_or_default().trim_start_matches("0x");
            let (Some(r), Some(s), Some(v)) = (digits.get(..64), digits.get(64..128), digits.get(128..)) else {
                return Err(Failure::Unexpected("no signature", signed));
            };
            signatures.insert(hash.as_str().unwrap_or_default().to_owned(), json!({"r": r, "s": s, "v": v}));
        }
        let params = json!([{"uuid": uuid, "signatures": signatures}]);
        self.rpc("wallet_sendRouterTransactionsWithSignatures", params).await?;
        Ok(())
    }

    /// What happened to its account on all chains, newest first.
    pub(super) async fn activity(&self) -> Result<Vec<Value>, Failure> {
        let position = self.position();
        // A number of its own for each request.
        let request = i32::try_from(position).unwrap_or(i32::MAX);
        let filter = json!({
            "period": {"startTimestamp": 0, "endTimestamp": 0}, "types": [], "statuses": [],
            "counterpartyAddresses": [], "assets": [], "collectibles": [], "filterOutAssets": false,
            "filterOutCollectibles": false,
        });
        let params = json!([request, [self.address], [super::FIRST, super::SECOND], filter, 0, 50]);
        self.rpc("wallet_filterActivityAsync", params).await?;
        let done = self.event(position, "wallet-activity-filtering-done", |event, _| event["requestId"] == request);
        Ok(done.await?["activities"].as_array().cloned().unwrap_or_default())
    }

    /// Waits until a transaction of its own has this status.
    pub(super) async fn becomes(&self, position: usize, hash: &Value, status: &str) -> Result<(), Failure> {
        let is_it = |_: &Value, message: &Value| message["hash"] == *hash && message["status"] == status;
        self.event(position, "pending-transaction-status-changed", is_it).await.map(drop)
    }

    /// Waits until the chain told of new transfers to it.
    pub(super) async fn sees_transfers(&self, position: usize, chain_id: u64) -> Result<(), Failure> {
        self.event(position, "new-transfers", |event, _| event["chainId"] == chain_id).await.map(drop)
    }
}

/// What an account has on a chain, in the smallest unit.
pub(super) async fn balance(chain: &Anvil, address: &str) -> Result<u128, Failure> {
    let answer = chain.rpc("eth_getBalance", json!([address, "latest"])).await?;
    number(&answer)
}

/// How many transactions of an account are in blocks.
pub(super) async fn count(chain: &Anvil, address: &str) -> Result<u128, Failure> {
    let answer = chain.rpc("eth_getTransactionCount", json!([address, "latest"])).await?;
    number(&answer)
}

/// What an account has of a token, in the smallest unit.
pub(super) async fn token_balance(chain: &Anvil, token: &str, address: &str) -> Result<u128, Failure> {
    let data = format!("0x70a08231{:0>64}", address.trim_start_matches("0x"));
    let answer = chain.rpc("eth_call", json!([{"to": token, "data": data}, "latest"])).await?;
    number(&answer)
}

fn number(answer: &Value) -> Result<u128, Failure> {
    let digits = answer.as_str().unwrap_or_default().trim_start_matches("0x").trim_start_matches('0');
    let digits = if digits.is_empty() { "0" } else { digits };
    u128::from_str_radix(digits, 16).map_err(|_| Failure::Unexpected("no number", answer.clone()))
}
