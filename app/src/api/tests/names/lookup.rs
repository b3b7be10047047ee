//! What a chain says of names, the list of the person's own names, and what stickers cost.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use status_domain::crypto::PrivateKey;
use status_domain::wallet::{
    ENS_REGISTRY, PublicKeyCoordinates, address_word, name_hash, snt_approve_and_call, status_contracts, stickers_buy,
};
use status_ports::ChainError;

use super::contracts::{PACK_PRICE, PRICE, REGISTRAR, RESOLVER, bytes, text};
use super::*;
use crate::messenger::{NameLookup as _, NameLookupError};
use crate::wallet::test_wallet::TestWallet;

fn zero_address() -> Value {
    address(0)
}

#[tokio::test]
async fn a_name_has_an_owner_a_resolver_and_what_that_says() {
    let (alice, _chain, ens) = alice().await;
    let key = PrivateKey::from_bytes(&[7; 32]).unwrap().public_key();
    let halves = PublicKeyCoordinates::from(&key);
    {
        let mut ens = ens.lock().unwrap();
        ens.owners.insert(name_hash("bobby.eth"), [0xb0; 20]);
        ens.answer("bobby.eth", "addr(bytes32)", address_word(&[0xb1; 20]).to_vec());
        ens.answer("bobby.eth", "pubkey(bytes32)", [halves.x, halves.y].concat());
        ens.answer("bobby.eth", "contenthash(bytes32)", bytes(&hex::decode("e5010170000562622e6363").unwrap()));
    }
    for (method, expected) in [
        ("ens_ownerOf", address(0xb0)),
        ("ens_resolver", address(0x2f)),
        ("ens_addressOf", address(0xb1)),
        ("ens_publicKeyOf", json!(format!("0x{}", hex::encode(key.to_uncompressed())))),
        ("ens_contentHash", json!(STANDARD.encode(hex::decode("e5010170000562622e6363").unwrap()))),
        ("ens_resourceURL", json!({"Scheme": "https", "Host": "bb.cc", "Path": ""})),
    ] {
        for name in ["bobby.eth", "Bobby.eth"] {
            assert_eq!(alice.rpc(method, json!([1, name])).await, expected, "{method} {name}");
        }
        assert_eq!(alice.error(method, json!([1, "bobby"])).await, "-32000 username must end with .eth", "{method}");
        assert_eq!(alice.error(method, json!([10, "bobby.eth"])).await, "-32000 not available for chainID", "{method}");
        let unknown = alice.error(method, json!([11_155_111, "bobby.eth"])).await;
        assert_eq!(unknown, "-32000 could not find network: 11155111", "{method}");
    }
}

#[tokio::test]
async fn a_name_that_says_nothing_has_nothing() {
    let (alice, _chain, ens) = alice().await;
    assert_eq!(alice.rpc("ens_ownerOf", json!([1, "nobody.eth"])).await, zero_address());
    assert_eq!(alice.rpc("ens_resolver", json!([1, "nobody.eth"])).await, zero_address());
    assert_eq!(alice.rpc("ens_contentHash", json!([1, "nobody.eth"])).await, Value::Null);
    let nowhere = json!({"Scheme": "", "Host": "", "Path": ""});
    assert_eq!(alice.rpc("ens_resourceURL", json!([1, "nobody.eth"])).await, nowhere);
    for method in ["ens_addressOf", "ens_publicKeyOf"] {
        let error = alice.error(method, json!([1, "nobody.eth"])).await;
        assert_eq!(error, "-32000 no contract code at given address", "{method}");
    }
    ens.lock().unwrap().answer("silent.eth", "addr(bytes32)", address_word(&[0; 20]).to_vec());
    ens.lock().unwrap().answer("silent.eth", "pubkey(bytes32)", vec![0; 64]);
    assert_eq!(alice.rpc("ens_addressOf", json!([1, "silent.eth"])).await, zero_address());
    let no_key = format!("0x04{}", "0".repeat(128));
    assert_eq!(alice.rpc("ens_publicKeyOf", json!([1, "silent.eth"])).await, json!(no_key));
    assert_eq!(alice.rpc("ens_contentHash", json!([1, "silent.eth"])).await, Value::Null, "its resolver reverts");
}

#[tokio::test]
async fn a_resolver_that_lies_is_not_believed() {
    let (alice, chain, ens) = alice().await;
    {
        let mut ens = ens.lock().unwrap();
        ens.answer("liar.eth", "addr(bytes32)", vec![0xff; 32]);
        ens.answer("liar.eth", "pubkey(bytes32)", vec![0xff; 64]);
        ens.answer("liar.eth", "contenthash(bytes32)", bytes(&[7; 2_000]));
        ens.answer("evil.eth", "contenthash(bytes32)", bytes(&hex::decode("e50101700007612e623f403a63").unwrap()));
    }
    for (method, name, error) in [
        ("ens_addressOf", "liar.eth", "-32000 malformed answer of a contract"),
        ("ens_publicKeyOf", "liar.eth", "-32000 the name has no valid public key"),
        ("ens_resourceURL", "evil.eth", "-32000 names of IPNS that are keys are not supported"),
    ] {
        assert_eq!(alice.error(method, json!([1, name])).await, error, "{method}");
    }
    assert_eq!(alice.rpc("ens_contentHash", json!([1, "liar.eth"])).await, Value::Null);
    chain.fail(Some(ChainError::Timeout));
    let silent = alice.error("ens_contentHash", json!([1, "liar.eth"])).await;
    assert_eq!(silent, "-32000 no answer in time", "who is not heard says nothing");
}

#[tokio::test]
async fn a_name_that_a_server_answers_for_is_not_looked_up_and_that_is_said() {
    let (alice, _chain, ens) = alice().await;
    {
        let mut ens = ens.lock().unwrap();
        ens.resolvers.insert(name_hash("bobby.eth"), RESOLVER);
        ens.reason = hex::decode("556f1830").unwrap();
    }
    for method in ["ens_addressOf", "ens_publicKeyOf", "ens_contentHash", "ens_resourceURL"] {
        let error = alice.error(method, json!([1, "bobby.eth"])).await;
        let expected = "-32000 the name is answered for outside of the chain (EIP-3668), where it is not looked up";
        assert_eq!(error, expected, "{method}");
    }
}

#[tokio::test]
async fn an_address_has_a_name_if_the_name_agrees() {
    let (alice, _chain, ens) = alice().await;
    let reverse = |byte: u8| format!("{}.addr.reverse", hex::encode([byte; 20]));
    {
        let mut ens = ens.lock().unwrap();
        ens.answer("bobby.eth", "addr(bytes32)", address_word(&[0xb1; 20]).to_vec());
        ens.answer(&reverse(0xb1), "name(bytes32)", text("bobby.eth"));
        ens.answer(&reverse(0xe1), "name(bytes32)", text("bobby.eth"));
        ens.answer(&reverse(0xe2), "name(bytes32)", text("Bobby.eth"));
        ens.answer(&reverse(0xe3), "name(bytes32)", text("nobody.eth"));
        ens.answer(&reverse(0xe4), "name(bytes32)", text(""));
    }
    assert_eq!(alice.rpc("ens_getName", json!([1, address(0xb1)])).await, "bobby.eth");
    for (byte, why) in [(0xe1, "another's"), (0xe2, "not in its form"), (0xe3, "nobody's"), (0xe4, "none"), (0, "no")] {
        let error = alice.error("ens_getName", json!([1, address(byte)])).await;
        assert_eq!(error, "-32000 no resolution", "{why}");
    }
}

#[tokio::test]
async fn of_names_that_others_claim_the_chain_says_whose_they_are() {
    let world = TestWallet::new(&[1]);
    let (chain, wallet) = (world.put_chain(1), &world.wallet);
    let ens = contracts::deploy(&chain);
    let key = PrivateKey::from_bytes(&[7; 32]).unwrap().public_key();
    let halves = PublicKeyCoordinates::from(&key);
    ens.lock().unwrap().answer("bobby.eth", "pubkey(bytes32)", [halves.x, halves.y].concat());
    ens.lock().unwrap().answer("mute.eth", "addr(bytes32)", address_word(&[1; 20]).to_vec());
    ens.lock().unwrap().answer("liar.eth", "pubkey(bytes32)", vec![0xff; 64]);
    assert_eq!(wallet.public_key_of("Bobby.eth").await, Ok(Some(key)));
    for name in ["nobody.eth", "mute.eth", "liar.eth", "bobby", "-\u{2026}.eth", ".eth", ""] {
        assert_eq!(wallet.public_key_of(name).await, Ok(None), "{name}");
    }
    chain.fail(Some(ChainError::Timeout));
    assert!(matches!(wallet.public_key_of("bobby.eth").await, Err(NameLookupError::NoAnswer(_))));
    let without = TestWallet::new(&[10]);
    assert_eq!(without.wallet.public_key_of("bobby.eth").await, Err(NameLookupError::NoChain));
}

#[tokio::test]
async fn the_registrar_tells_prices_and_ends() {
    let (alice, chain, _ens) = alice().await;
    assert_eq!(alice.rpc("ens_getRegistrarAddress", json!([1])).await, address(REGISTRAR[0]));
    assert_eq!(alice.rpc("ens_price", json!([1])).await, json!(format!("{PRICE:x}")));
    for name in ["bobby", "bobby.stateofus.eth", "Bobby"] {
        assert_eq!(alice.rpc("ens_expireAt", json!([1, name])).await, "5db32cb7", "{name}");
    }
    assert_eq!(alice.rpc("ens_expireAt", json!([1, "nobody"])).await, "0");
    let label = alice.error("ens_expireAt", json!([1, "bobby.eth"])).await;
    assert_eq!(label, "-32000 a username is one label below stateofus.eth");
    chain.set_contract(ENS_REGISTRY, |_| Ok(vec![0; 32]));
    assert_eq!(alice.rpc("ens_getRegistrarAddress", json!([1])).await, zero_address(), "asked each time");
    assert_eq!(alice.error("ens_price", json!([1])).await, "-32000 no contract code at given address");
    assert_ne!(REGISTRAR, RESOLVER);
}

#[tokio::test]
async fn own_names_are_on_a_list() {
    let alice = Alice::new().await;
    let listed = async || {
        let mut names = alice.rpc("ens_getEnsUsernames", json!([])).await;
        for name in names.as_array_mut().into_iter().flatten() {
            assert!(name.as_object_mut().unwrap().remove("clock").is_some_and(|clock| clock.is_u64()));
        }
        names
    };
    assert_eq!(listed().await, Value::Null);
    for name in ["bobby.stateofus.eth", "bobby.stateofus.eth", "not a name"] {
        assert_eq!(alice.rpc("ens_add", json!([1, name])).await, Value::Null);
    }
    let of = |name: &str| json!({"username": name, "chainId": 1, "removed": false});
    assert_eq!(listed().await, json!([of("bobby.stateofus.eth"), of("not a name")]));
    for _ in 0..2 {
        assert_eq!(alice.rpc("ens_remove", json!([1, "bobby.stateofus.eth"])).await, Value::Null);
    }
    assert_eq!(listed().await, json!([of("not a name")]));
    assert_eq!(alice.error("ens_add", json!([1, ""])).await, "-32000 invalid username");
}

#[tokio::test]
async fn a_pack_of_stickers_is_bought_by_a_transaction_of_the_client() {
    let (alice, chain, _ens) = alice().await;
    let contracts = status_contracts(1).unwrap();
    let call = stickers_buy(U256::from(3), &[0xa1; 20], U256::from(PACK_PRICE));
    let data = snt_approve_and_call(&contracts.sticker_market, U256::from(PACK_PRICE), &call);
    let snt = format!("0x{}", hex::encode(contracts.snt));
    let params = json!([1, address(0xa1), "3"]);
    let prepared = alice.rpc("stickers_buyPrepareTx", params.clone()).await;
    let hex = format!("0x{}", hex::encode(&data));
    assert_eq!(prepared, json!({"from": address(0xa1), "to": snt, "value": "0x0", "data": hex}));
    let message = alice.rpc("stickers_buyPrepareTxCallMsg", params.clone()).await;
    let expected = json!({
        "From": address(0xa1), "To": snt, "Gas": 0, "GasPrice": null, "GasFeeCap": null, "GasTipCap": null, "Value": 0,
        "Data": STANDARD.encode(&data), "AccessList": null,
    });
    assert_eq!(message, expected);
    assert_eq!(alice.rpc("stickers_buyEstimate", params).await, 21_000);
    let market = json!(format!("0x{}", hex::encode(contracts.sticker_market)));
    assert_eq!(alice.rpc("stickers_stickerMarketAddress", json!([1])).await, market);
    assert_eq!(alice.error("stickers_stickerMarketAddress", json!([10])).await, "-32000 not available for chainID");
    let none = alice.error("stickers_buyPrepareTx", json!([1, address(0xa1), "4"])).await;
    assert_eq!(none, "-32000 malformed answer of a contract");
    chain.set_contract(contracts.snt, |_| Err(Vec::new()));
    let refused = alice.error("stickers_buyEstimate", json!([1, address(0xa1), "3"])).await;
    assert_eq!(refused, "-32000 execution reverted");
}
