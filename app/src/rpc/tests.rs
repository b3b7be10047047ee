use std::collections::BTreeMap;
use std::sync::OnceLock;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::*;
use crate::json::{Address, HexBytes};

#[derive(Deserialize, JsonSchema)]
#[serde(rename = "requests.AcceptContactRequest")]
struct AcceptContactRequest {
    id: HexBytes,
}

fn table() -> &'static Table<()> {
    static TABLE: OnceLock<Table<()>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Table::default();
        table.method("wakuext_echo", "Says it again.", &["message"], |(), (message,): (String,)| async move {
            Ok::<_, RpcError>(message)
        });
        table.method(
            "wakuext_chatMessages",
            "A page of messages.",
            &["chatID", "cursor", "limit"],
            |(), (_, _, limit): (String, String, i64)| async move {
                if limit < 0 { Err(RpcError::method("can't find chat")) } else { Ok(()) }
            },
        );
        table.method("wakuext_leaveCommunity", "Leaves.", &["communityID"], |(), (id,): (HexBytes,)| async move {
            Ok::<_, RpcError>(id)
        });
        table.method(
            "wakuext_acceptContactRequest",
            "Accepts.",
            &["request"],
            |(), (request,): (AcceptContactRequest,)| async move { Ok::<_, RpcError>(request.id) },
        );
        table.method(
            "accounts_getAccountByAddress",
            "An account.",
            &["address"],
            |(), (address,): (Address,)| async move { Ok::<_, RpcError>(address) },
        );
        table.method("wakuext_optional", "May have one.", &["it"], |(), (it,): (Option<String>,)| async move {
            Ok::<_, RpcError>(it)
        });
        table.method(
            "wallet_fetchPrices",
            "Prices.",
            &["symbols", "currencies"],
            |(), (symbols, _): (Option<Vec<String>>, Option<BTreeMap<String, String>>)| async move {
                Ok::<_, RpcError>(symbols)
            },
        );
        table.method("wakuext_crash", "Crashes.", &[], |(), (): ()| async move {
            assert!(false_value(), "on purpose");
            Ok::<(), RpcError>(())
        });
        table
    })
}

fn false_value() -> bool {
    std::hint::black_box(false)
}

async fn ask(text: &str) -> Value {
    serde_json::from_str(&answer(table(), (), text).await).unwrap()
}

async fn call(method: &str, params: Value) -> Value {
    let mut answer = ask(&json!({"id": 1, "method": method, "params": params}).to_string()).await;
    match answer.get_mut("error") {
        Some(error) => error["message"].take(),
        None => answer["result"].take(),
    }
}

/// The recorded answers of status-go to malformed calls, as far as they do not need a profile.
#[tokio::test]
async fn malformed_calls_are_answered_as_recorded() {
    let recording = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/recordings/rpc-errors.json"));
    let recording: Value = serde_json::from_str(recording).unwrap();
    let mut compared = 0;
    for step in recording["steps"].as_array().unwrap() {
        let method = step["raw"]["method"].as_str();
        let Some(raw) = step.get("raw").filter(|_| method.is_none_or(|m| !m.starts_with("accounts_"))) else {
            continue;
        };
        let text = raw.as_str().map_or_else(|| raw.to_string(), str::to_owned);
        let expected = &step["expect"]["body"];
        let expected = expected.get("$unordered").unwrap_or(expected);
        assert_eq!(&ask(&text).await, expected, "{text}");
        compared += 1;
    }
    assert_eq!(compared, 19);
}

#[tokio::test]
async fn wrong_parameters_are_named() {
    let wrong = |number: usize, text: &str| json!(format!("invalid argument {number}: {text}"));
    assert_eq!(call("wakuext_chatMessages", json!([])).await, "missing value for required argument 0");
    assert_eq!(call("wakuext_chatMessages", json!(["x"])).await, "missing value for required argument 1");
    assert_eq!(
        call("wakuext_chatMessages", json!(["x", "", "ten"])).await,
        wrong(2, "json: cannot unmarshal string into Go value of type int")
    );
    assert_eq!(
        call("wakuext_chatMessages", json!(["x", "", 1.5])).await,
        wrong(2, "json: cannot unmarshal number 1.5 into Go value of type int")
    );
    assert_eq!(call("wakuext_chatMessages", json!(["x", "", -1])).await, "can't find chat");
    for (value, text) in [
        (json!("nohex"), "json: cannot unmarshal hex string without 0x prefix into Go value of type types.HexBytes"),
        (json!(7), "json: cannot unmarshal non-string into Go value of type types.HexBytes"),
        (json!("0x1"), "json: cannot unmarshal hex string of odd length into Go value of type types.HexBytes"),
        (json!("0xzz"), "json: cannot unmarshal invalid hex string into Go value of type types.HexBytes"),
    ] {
        assert_eq!(call("wakuext_leaveCommunity", json!([value])).await, wrong(0, text));
    }
    for (value, text) in [
        (json!("0x1234"), "hex string has length 4, want 40 for types.Address"),
        (json!("x"), "json: cannot unmarshal hex string without 0x prefix into Go value of type types.Address"),
        (json!(null), "json: cannot unmarshal non-string into Go value of type types.Address"),
    ] {
        assert_eq!(call("accounts_getAccountByAddress", json!([value])).await, wrong(0, text));
    }
    let field = "json: cannot unmarshal hex string without 0x prefix into Go struct field AcceptContactRequest.id of type \
                 types.HexBytes";
    assert_eq!(call("wakuext_acceptContactRequest", json!([{"id": "zz"}])).await, wrong(0, field));
    assert_eq!(call("wakuext_acceptContactRequest", json!([{}])).await, "0x");
    assert_eq!(call("wakuext_acceptContactRequest", json!([{"ID": "0xAb"}])).await, "0xab");
}

#[tokio::test]
async fn nullable_parameters_may_be_missing() {
    assert_eq!(call("wakuext_optional", json!([])).await, json!(null));
    assert_eq!(call("wakuext_optional", json!(["x"])).await, "x");
}

#[tokio::test]
async fn lists_and_maps_may_be_null_but_not_missing() {
    let missing = |position: usize| json!(format!("missing value for required argument {position}"));
    assert_eq!(call("wallet_fetchPrices", json!([])).await, missing(0));
    assert_eq!(call("wallet_fetchPrices", json!([["ETH"]])).await, missing(1));
    assert_eq!(call("wallet_fetchPrices", json!([null, null])).await, json!(null));
    assert_eq!(call("wallet_fetchPrices", json!([[], {}])).await, json!([]));
    let document = document(table());
    let methods = document["methods"].as_array().unwrap();
    let prices = methods.iter().find(|method| method["name"] == "wallet_fetchPrices").unwrap();
    assert_eq!((&prices["params"][0]["required"], &prices["params"][1]["required"]), (&json!(true), &json!(true)));
}

#[tokio::test]
async fn the_first_member_of_a_request_that_has_a_wrong_type_is_named() {
    let field = |found: &str, name: &str, kind: &str| {
        json!({"jsonrpc": "2.0", "id": 0, "error": {
            "code": -32700,
            "message": format!("json: cannot unmarshal {found} into Go struct field jsonrpcRequest.{name} of type {kind}"),
        }})
    };
    for (request, answer) in [
        (r#"{"id": 1, "jsonrpc": 2, "method": "wakuext_echo"}"#, field("number", "jsonrpc", "string")),
        (r#"{"method": 7, "chainId": "1"}"#, field("number", "method", "string")),
        (r#"{"chainId": "1", "method": 7}"#, field("string", "chainId", "uint64")),
        (r#"{"chainId": -1, "params": {}}"#, field("number -1", "chainId", "uint64")),
    ] {
        assert_eq!(ask(request).await, answer, "{request}");
    }
}

#[tokio::test]
async fn of_several_spellings_of_a_member_the_last_one_counts() {
    let answer = ask(r#"{"id": 1, "Id": 2, "method": "nope", "METHOD": "wakuext_echo", "params": ["x"]}"#).await;
    assert_eq!(answer, json!({"jsonrpc": "2.0", "id": 2, "result": "x"}));
    // Parameters lost their order: the spelling that comes last in the alphabet counts.
    let answer =
        ask(r#"{"id": 1, "method": "wakuext_acceptContactRequest", "params": [{"id": "0x01", "ID": "0x02"}]}"#);
    assert_eq!(answer.await["result"], "0x01");
}

#[tokio::test]
async fn elements_of_a_batch_that_are_no_calls_are_answered_in_their_place() {
    let invalid = json!({"jsonrpc": "2.0", "id": 0, "error": {"code": -32600, "message": "invalid request"}});
    assert_eq!(ask("[null, {}]").await, json!([invalid, invalid]));
    assert_eq!(ask(" \n[]").await, json!([]));
    assert_eq!(ask("[1,").await["error"]["message"], "unexpected end of JSON input");
}

#[tokio::test]
async fn ids_keep_their_text() {
    let text = answer(table(), (), r#"{"ID": 1.0e1, "Method": "wakuext_echo", "params": ["<"]}"#).await;
    assert_eq!(text, r#"{"jsonrpc":"2.0","id":1.0e1,"result":"\u003c"}"#);
}

#[tokio::test]
async fn a_crash_of_a_method_is_answered() {
    let answer = ask(r#"{"id": 3, "method": "wakuext_crash"}"#).await;
    assert_eq!(answer["error"], json!({"code": -32603, "message": "method handler crashed"}));
}

#[test]
fn the_document_lists_every_method_with_its_types() {
    let document = document(table());
    let methods: BTreeMap<_, _> = document["methods"]
        .as_array()
        .unwrap()
        .iter()
        .map(|method| (method["name"].as_str().unwrap(), method))
        .collect();
    assert_eq!(methods.len(), 8);
    let echo = methods["wakuext_echo"];
    assert_eq!(echo["summary"], "Says it again.");
    assert_eq!(echo["params"], json!([{"name": "message", "required": true, "schema": {"type": "string"}}]));
    assert_eq!(methods["wakuext_optional"]["params"][0]["required"], false);
    assert_eq!(table().namespaces(), ["accounts", "wakuext", "wallet"]);
}
