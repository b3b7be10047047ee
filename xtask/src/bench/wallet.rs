//! Money: balances of many accounts on six chains, and routes that follow the blocks.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use status_tests::anvil::Anvil;
use status_tests::client::{Node, Person};
use status_tests::contract::{MULTICALL3, contract};
use status_tests::gate::Gate;

use super::{median, table::Table};
use crate::Failure;

const CHAINS: u64 = 6;
const ACCOUNTS: u64 = 20;
const TOKENS: u64 = 200;
const READINGS: usize = 7;
/// Of a provider that is far away.
const DELAY: Duration = Duration::from_millis(200);
const ROUTE_UPDATES: usize = 5;
/// The number that chains for development have; others are polled less often.
const FIRST_CHAIN: u64 = 31_337;
const SIGNAL_TIMEOUT: Duration = Duration::from_secs(60);

/// Chains that are as far away as wanted, and who knows them.
struct World {
    chains: Vec<(Anvil, Gate)>,
    alice: Person,
}

impl World {
    async fn new(binary: &Path) -> Result<Self, Failure> {
        let token = format!("0x{}", contract("Token").await?.runtime);
        let mut chains = Vec::new();
        let mut networks = Vec::new();
        for chain_id in FIRST_CHAIN..FIRST_CHAIN + CHAINS {
            let chain = Anvil::start(chain_id, &["--no-mining"]).await?;
            chain.place(MULTICALL3, "Multicall3").await?;
            for number in 0..TOKENS {
                chain.rpc("anvil_setCode", json!([address(number), token])).await?;
            }
            let gate = Gate::before(chain.url(), "eth_blockNumber").await?;
            networks.push(json!({
                "chainId": chain_id, "chainName": format!("Chain {chain_id}"), "rpcUrl": gate.url(),
                "shortName": format!("c{chain_id}"), "nativeCurrencyName": "Ether", "nativeCurrencySymbol": "ETH",
                "nativeCurrencyDecimals": 18, "isTest": false, "layer": 1, "enabled": true, "relatedChainId": 0,
            }));
            chains.push((chain, gate));
        }
        let fields = Map::from_iter([
            ("networkId".to_owned(), json!(FIRST_CHAIN)),
            ("networksOverride".to_owned(), Value::Array(networks)),
        ]);
        let node = Node::new("alice", binary, BTreeMap::new())?;
        Ok(Self { chains, alice: Person::create_on(node, fields).await? })
    }

    fn set_delay(&self, delay: Duration) {
        self.chains.iter().for_each(|(_, gate)| gate.set_delay(delay));
    }

    /// The time for all balances, each time by a daemon that knows nothing of the chains yet.
    async fn cold_balances(&mut self) -> Result<Duration, Failure> {
        let chain_ids: Vec<u64> = (FIRST_CHAIN..FIRST_CHAIN + CHAINS).collect();
        let accounts: Vec<String> = (0..ACCOUNTS).map(|number| address(1000 + number)).collect();
        let tokens: Vec<String> = (0..TOKENS).map(address).collect();
        let mut readings = Vec::new();
        for _ in 0..READINGS {
            self.alice.node.stop().await?;
            self.alice.come_back().await?;
            let begun = Instant::now();
            let params = json!([chain_ids, accounts, tokens]);
            let balances = self.alice.node.rpc("wallet_getBalancesByChain", params).await?;
            readings.push(begun.elapsed());
            if balances.as_object().map(Map::len) != Some(chain_ids.len()) {
                return Err("a chain told no balances".into());
            }
        }
        Ok(median(readings))
    }

    /// From the answer of a chain that there is a new block to the signal with the new route.
    async fn route_updates(&self) -> Result<Vec<Duration>, Failure> {
        let Some((chain, gate)) = self.chains.first() else { return Err("there is no chain".into()) };
        let node = &self.alice.node;
        let owner = node.rpc("eth_accounts", json!([])).await?[0].clone();
        chain.fund(owner.as_str().unwrap_or_default(), 1_000_000_000_000_000_000).await?;
        chain.mine(1).await?;
        let mut updates = Vec::new();
        for number in 0..ROUTE_UPDATES {
            let uuid = format!("route {number}");
            let others: Vec<u64> = (FIRST_CHAIN + 1..FIRST_CHAIN + CHAINS).collect();
            let position = node.position();
            let request = json!([{
                "uuid": uuid, "sendType": 0, "addrFrom": owner, "addrTo": address(5000), "amountIn": "0x1",
                "amountOut": "0x0", "tokenID": "ETH", "tokenIDIsOwnerToken": false, "toTokenID": "",
                "disabledFromChainIDs": others, "disabledToChainIDs": others, "gasFeeMode": 1, "fromLockedAmount": {},
            }]);
            node.rpc("wallet_getSuggestedRoutesAsync", request).await?;
            let is_it = |event: &Value| event["Uuid"] == uuid && event.get("ErrorResponse").is_none();
            let (_, next) = node.wait_for(position, "wallet.suggested.routes", SIGNAL_TIMEOUT, is_it).await?;
            // The first look at the chain finds a block, and updates the route.
            let (_, next) = node.wait_for(next, "wallet.suggested.routes", SIGNAL_TIMEOUT, is_it).await?;
            chain.mine(1).await?;
            gate.answers_another().await;
            let begun = Instant::now();
            node.wait_for(next, "wallet.suggested.routes", SIGNAL_TIMEOUT, is_it).await?;
            updates.push(begun.elapsed());
        }
        node.rpc("wallet_stopSuggestedRoutesAsyncCalculation", json!([])).await?;
        Ok(updates)
    }
}

/// The address with this number.
fn address(number: u64) -> String {
    format!("0x{:040x}", 0x0001_0000 + number)
}

pub(super) async fn measure(binary: &Path, table: &mut Table) -> Result<(), Failure> {
    let mut world = World::new(binary).await?;
    let near = world.cold_balances().await?;
    table.add_time("cold balances, 20 accounts × 200 tokens × 6 chains, chains near", near, "≤ 300 ms", "2.4 to 19 s");
    world.set_delay(DELAY);
    let far = world.cold_balances().await?;
    table.add_time("the same, every answer 200 ms later", far, "", "");
    let round_trips = far.saturating_sub(near).as_secs_f64() / DELAY.as_secs_f64();
    table.add("round trips one after the other, as the two say", format!("{round_trips:.1}"), "≤ 3", "");
    world.set_delay(Duration::ZERO);
    let updates = world.route_updates().await?;
    table.add_time("a chain's answer that there is a block to the updated route", median(updates), "≤ 100 ms", "");
    Ok(())
}
