//! The last act: a payment on a chain of this machine.

use std::time::Instant;

use serde_json::{Map, Value, json};

use super::chain::{CHAIN_ID, Chain, program};
use super::error::DemoError;
use super::figures::MoneyFigures;
use super::person::Person;
use super::terminal::Terminal;

const ETHER: u128 = 1_000_000_000_000_000_000;
/// What is paid: a twentieth.
const AMOUNT: u128 = ETHER / 20;
/// Statuses of an entry of the activity.
const PENDING: u64 = 1;
const COMPLETE: u64 = 2;
const UUID: &str = "a debt";

/// Tells the story from beginning to end. The folders are removed in any case.
pub(super) async fn tell(terminal: &mut Terminal) -> Result<MoneyFigures, DemoError> {
    let folder = tempfile::Builder::new().prefix("status-demo-").tempdir()?;
    terminal.title(
        "Last act: a payment",
        "ingrid owes joseph for the tanks; a chain on this machine takes the transaction",
    );
    let finding = async { Ok::<_, DemoError>(program(folder.path()).await) };
    let (program, _) = terminal.step("anvil is looked for, or fetched by npm", finding).await?;
    let Some(program) = program else {
        terminal.remark(
            "There is no chain on this machine, so nothing is paid. Install anvil (getfoundry.sh) or npm to see it.",
        );
        return Ok(MoneyFigures::default());
    };
    let (chain, _) =
        terminal.step("a chain starts, which makes blocks when it is told to", Chain::start(&program)).await?;
    let person = |name| Person::with_chains(name, folder.path().join(name), vec![chain.network()]);
    let mut cast = Cast { ingrid: person("ingrid"), joseph: person("joseph"), chain: &chain };
    let mut figures = MoneyFigures::default();
    let told = cast.live(terminal, &mut figures).await;
    for person in [&mut cast.ingrid, &mut cast.joseph] {
        let stopped = person.switch_off().await;
        if told.is_ok() {
            stopped?;
        }
    }
    folder.close()?;
    told.map(|()| figures)
}

struct Cast<'a> {
    ingrid: Person,
    joseph: Person,
    chain: &'a Chain,
}

impl Cast<'_> {
    async fn live(&mut self, terminal: &mut Terminal, figures: &mut MoneyFigures) -> Result<(), DemoError> {
        terminal.chapter("Ingrid and joseph have wallets; ingrid has an ether");
        for person in [&mut self.ingrid, &mut self.joseph] {
            let name = person.name;
            let arriving = async {
                person.switch_on().await?;
                person.create_account().await?;
                person.rpc("wallet_startWallet", json!([])).await.map(drop)
            };
            terminal.step(&format!("{name} starts a backend and makes an account"), arriving).await?;
        }
        let (from, to) = (self.ingrid.wallet_address().await?, self.joseph.wallet_address().await?);
        self.chain.fund(&from, ETHER).await?;
        self.chain.mine().await?;

        terminal.chapter("Ingrid pays joseph 0.05 ether");
        let (fee, took) = terminal.step("ingrid asks for the best way", self.route(&from, &to)).await?;
        figures.route.push(took);
        terminal.remark(&format!("it costs at most {fee} wei more"));
        let (hash, took) = terminal.step("ingrid signs, and the chain takes it", self.pay(&from)).await?;
        figures.sent.push(took);
        terminal.step("ingrid sees it pending", self.shows(&self.ingrid, &from, PENDING)).await?;
        let position = self.ingrid.position()?;
        let at_joseph = self.joseph.position()?;
        self.chain.mine().await?;
        let mined = Instant::now();
        let confirmed = async {
            let is_it = |event: &Value| {
                let message = message(event)?;
                (message["hash"] == hash && message["status"] == "Success").then_some(())
            };
            self.ingrid.finds(position, "wallet", is_it).await
        };
        terminal.step("a block comes; ingrid knows that it is paid", confirmed).await?;
        terminal.step("ingrid sees it complete", self.shows(&self.ingrid, &from, COMPLETE)).await?;
        let received = async {
            let is_it =
                |event: &Value| (event["type"] == "new-transfers" && event["chainId"] == CHAIN_ID).then_some(());
            self.joseph.finds(at_joseph, "wallet", is_it).await?;
            self.shows(&self.joseph, &to, COMPLETE).await
        };
        terminal.step("joseph sees that the money came", received).await?;
        figures.received.push(mined.elapsed());
        Ok(())
    }

    /// Asks for the best route. Gives what it costs at most.
    async fn route(&self, from: &str, to: &str) -> Result<String, DemoError> {
        let position = self.ingrid.position()?;
        let request = json!([{
            "uuid": UUID, "sendType": 0, "addrFrom": from, "addrTo": to, "amountIn": format!("{AMOUNT:#x}"),
            "amountOut": "0x0", "tokenID": "ETH", "tokenIDIsOwnerToken": false, "toTokenID": "",
            "disabledFromChainIDs": [], "disabledToChainIDs": [], "gasFeeMode": 1, "fromLockedAmount": {},
        }]);
        self.ingrid.rpc("wallet_getSuggestedRoutesAsync", request).await?;
        let find = |event: &Value| (event["Uuid"] == UUID).then(|| event["Best"][0]["TxTotalFee"].clone());
        let fee = self.ingrid.finds(position, "wallet.suggested.routes", find).await?;
        let fee = fee.as_str().and_then(|fee| u128::from_str_radix(fee.trim_start_matches("0x"), 16).ok());
        fee.map(|fee| fee.to_string()).ok_or_else(|| self.ingrid.wrong("is offered no way"))
    }

    /// Builds, signs and sends. Gives the hash of the transaction.
    async fn pay(&self, from: &str) -> Result<Value, DemoError> {
        let ingrid = &self.ingrid;
        let position = ingrid.position()?;
        ingrid.rpc("wallet_buildTransactionsFromRoute", json!([{ "uuid": UUID, "slippagePercentage": 0.5 }])).await?;
        let find = |event: &Value| Some(event["signingDetails"]["hashes"].clone());
        let hashes = ingrid.finds(position, "wallet.router.sign-transactions", find).await?;
        let mut signatures = Map::new();
        for hash in hashes.as_array().into_iter().flatten().filter_map(Value::as_str) {
            let signed = ingrid.sign(hash, from).await?;
            let digits = signed.trim_start_matches("0x");
            if let (Some(r), Some(s), Some(v)) = (digits.get(..64), digits.get(64..128), digits.get(128..)) {
                signatures.insert(hash.to_owned(), json!({ "r": r, "s": s, "v": v }));
            }
        }
        let params = json!([{ "uuid": UUID, "signatures": signatures }]);
        ingrid.rpc("wallet_sendRouterTransactionsWithSignatures", params).await?;
        let find = |event: &Value| Some(event["sentTransactions"][0]["hash"].clone());
        let hash = ingrid.finds(position, "wallet.router.transactions-sent", find).await?;
        if hash.is_string() { Ok(hash) } else { Err(ingrid.wrong("has sent nothing")) }
    }

    /// Fails unless the newest thing that happened to somebody's money is the payment, and has come so far.
    async fn shows(&self, who: &Person, address: &str, status: u64) -> Result<(), DemoError> {
        let position = who.position()?;
        let filter = json!({
            "period": { "startTimestamp": 0, "endTimestamp": 0 }, "types": [], "statuses": [],
            "counterpartyAddresses": [], "assets": [], "collectibles": [], "filterOutAssets": false,
            "filterOutCollectibles": false,
        });
        who.rpc("wallet_filterActivityAsync", json!([status, [address], [CHAIN_ID], filter, 0, 1])).await?;
        let find = |event: &Value| {
            let is_it = event["type"] == "wallet-activity-filtering-done" && event["requestId"] == status;
            is_it.then(|| message(event)).flatten()
        };
        let newest = who.finds(position, "wallet", find).await?["activities"][0].take();
        let amount = format!("{AMOUNT:#x}");
        let is_paid = newest["amountOut"] == *amount || newest["amountIn"] == *amount;
        if is_paid && newest["activityStatus"] == status {
            Ok(())
        } else {
            Err(who.wrong(&format!("sees something else: {newest}")))
        }
    }
}

/// The JSON in an event of the wallet.
fn message(event: &Value) -> Option<Value> {
    serde_json::from_str(event["message"].as_str()?).ok()
}
