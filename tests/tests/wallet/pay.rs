//! A wallet on two chains pays and is paid.

use serde_json::{Value, json};
use status_tests::anvil::Anvil;
use status_tests::contract::MULTICALL3;
use tokio::time::timeout;

use super::purse::{Failure, LIMIT, Purse, balance, chain, network, token_balance};
use super::{BANK, BOBBY, ETHER, FIRST, SECOND};

/// Status of an entry of the activity.
const PENDING: u64 = 1;
const COMPLETE: u64 = 2;
const FINALIZED: u64 = 3;
/// Type of an entry of the activity.
const SEND: u64 = 0;
const RECEIVE: u64 = 1;
/// How many blocks lie between the newest one and those that the chain says will stay.
const BLOCKS_TO_FINALITY: u64 = 70;

/// A token on the second chain, of which alice has a thousand.
async fn issue(chain: &Anvil, alice: &str) -> Result<String, Failure> {
    let word = |number: u64| format!("{number:064x}");
    let text = |text: &str| format!("{}{:0<64}", word(text.len() as u64), hex::encode(text));
    let arguments = [word(0x80), word(0xc0), word(6), word(5_000), text("Test Token"), text("TT")].concat();
    let token = chain.deploy(BANK, "Token", &arguments).await?;
    let transfer = format!("0xa9059cbb{:0>64}{}", alice.trim_start_matches("0x"), word(1_000));
    chain.transact(BANK, &token, &transfer).await?;
    Ok(token)
}

/// What the wallet shows of a token on a chain.
fn shown(tokens: &Value, purse: &Purse, symbol: &str, chain_id: u64) -> Value {
    let tokens = tokens[&purse.address].as_array().into_iter().flatten();
    let balances = tokens.filter(|token| token["symbol"] == symbol);
    let chain_id = chain_id.to_string();
    balances
        .map(|token| token["balancesPerChain"][&chain_id]["rawBalance"].clone())
        .find(|raw| !raw.is_null())
        .unwrap_or_default()
}

/// The entry of the activity of this kind on this chain.
fn entry<'a>(activity: &'a [Value], kind: u64, chain_key: &str, chain_id: u64, amount: &str) -> Option<&'a Value> {
    let amount_key = if kind == SEND { "amountOut" } else { "amountIn" };
    activity
        .iter()
        .find(|entry| entry["activityType"] == kind && entry[chain_key] == chain_id && entry[amount_key] == amount)
}

#[tokio::test]
async fn a_wallet_on_two_chains_pays_and_is_paid() -> Result<(), Failure> {
    let (first, second) = tokio::try_join!(chain(FIRST), chain(SECOND))?;
    second.place(MULTICALL3, "Multicall3").await?;
    let networks = json!([network(FIRST, first.url(), ""), network(SECOND, second.url(), "")]);
    let alice = Purse::open(networks).await?;

    // Money comes, and she sees it.
    let position = alice.position();
    let paid = json!([{"from": BANK, "to": alice.address, "value": format!("{ETHER:#x}")}]);
    first.rpc("eth_sendTransaction", paid.clone()).await?;
    first.mine(1).await?;
    alice.sees_transfers(position, FIRST).await?;
    second.rpc("eth_sendTransaction", paid).await?;
    second.mine(1).await?;
    let token = issue(&second, &alice.address).await?;
    alice
        .rpc(
            "wallet_addCustomToken",
            json!([{
                "address": token, "name": "Test Token", "symbol": "TT", "decimals": 6, "chainId": SECOND,
            }]),
        )
        .await?;
    let tokens = alice.rpc("wallet_fetchOrGetCachedWalletBalances", json!([[alice.address]])).await?;
    let tokens = match shown(&tokens, &alice, "TT", SECOND) {
        Value::String(raw) if raw == "1000" => tokens,
        _ => alice.rpc("wallet_getWalletToken", json!([[alice.address]])).await?,
    };
    assert_eq!(shown(&tokens, &alice, "ETH", FIRST), ETHER.to_string(), "{tokens}");
    assert_eq!(shown(&tokens, &alice, "TT", SECOND), "1000", "{tokens}");
    let activity = alice.activity().await?;
    let received = entry(&activity, RECEIVE, "chainIdIn", FIRST, &format!("{ETHER:#x}"));
    assert_eq!(received.map(|entry| &entry["sender"]), Some(&json!(BANK)), "{activity:?}");

    // She pays ether on the first chain: pending, in a block, and there to stay.
    let tenth = ETHER / 10;
    let best = alice.route("ether", "ETH", tenth, &[SECOND]).await?;
    assert_eq!((best.len(), &best[0]["ProcessorName"]), (1, &json!("Transfer")), "{best:?}");
    let before = balance(&first, BOBBY).await?;
    let sent = alice.send("ether").await?;
    let hash = &sent[0]["hash"];
    let amount = format!("{tenth:#x}");
    let status = async || -> Result<Value, Failure> {
        let activity = alice.activity().await?;
        let sent = entry(&activity, SEND, "chainIdOut", FIRST, &amount);
        Ok(sent.ok_or(Failure::Unexpected("no entry", json!(activity)))?["activityStatus"].clone())
    };
    assert_eq!(status().await?, PENDING);
    let position = alice.position();
    first.mine(1).await?;
    alice.becomes(position, hash, "Success").await?;
    assert_eq!(status().await?, COMPLETE);
    assert_eq!(balance(&first, BOBBY).await?, before + tenth);
    first.mine(BLOCKS_TO_FINALITY).await?;
    // Nothing is told when a block is deep enough; who looks sees it.
    let finality = async {
        while status().await? != FINALIZED {}
        Ok::<_, Failure>(())
    };
    timeout(LIMIT, finality).await.map_err(|_| Failure::Unexpected("not final", Value::Null))??;

    // She pays a token on the second one.
    let best = alice.route("token", "TT", 300, &[FIRST]).await?;
    assert_eq!(best[0]["FromToken"]["symbol"], "TT", "{best:?}");
    let sent = alice.send("token").await?;
    let position = alice.position();
    second.mine(1).await?;
    alice.becomes(position, &sent[0]["hash"], "Success").await?;
    assert_eq!(token_balance(&second, &token, BOBBY).await?, 300);
    assert_eq!(token_balance(&second, &token, &alice.address).await?, 700);
    let activity = alice.activity().await?;
    let sent = entry(&activity, SEND, "chainIdOut", SECOND, "0x12c");
    assert_eq!(sent.map(|entry| &entry["activityStatus"]), Some(&json!(COMPLETE)), "{activity:?}");
    Ok(())
}
