//! Usernames are bought, given back, and get keys; stickers are bought.

use ruint::aliases::U256;
use status_domain::crypto::{PrivateKey, keccak256};
use status_domain::wallet::route::{RouteRequest, SendType};
use status_domain::wallet::{
    AbiType, AbiValue, ENS_REGISTRY, PublicKeyCoordinates, encode_abi, ens_register, ens_release, ens_set_public_key,
    snt_approve_and_call, status_contracts, stickers_buy,
};
use status_memory::MemoryChain;

use super::world::{ALICE, Wallet, request, set_tokens};

const REGISTRAR: [u8; 20] = [0x2e; 20];
const RESOLVER: [u8; 20] = [0x2f; 20];
const PRICE: u64 = 10;

fn word(bytes: &[u8]) -> Vec<u8> {
    U256::from_be_slice(bytes).to_be_bytes::<32>().to_vec()
}

fn calls(data: &[u8], signature: &str) -> bool {
    data.starts_with(&keccak256(&[signature.as_bytes()])[..4])
}

/// The contracts of usernames.
fn deploy(chain: &MemoryChain, registrar: [u8; 20], resolver: [u8; 20]) {
    chain.set_contract(ENS_REGISTRY, move |view| match &view.request.data {
        data if calls(data, "owner(bytes32)") => Ok(word(&registrar)),
        data if calls(data, "resolver(bytes32)") => Ok(word(&resolver)),
        _ => Err(Vec::new()),
    });
    chain.set_contract(REGISTRAR, |view| match &view.request.data {
        data if calls(data, "getPrice()") => Ok(word(&PRICE.to_be_bytes())),
        data if calls(data, "release(bytes32)") => Ok(Vec::new()),
        _ => Err(Vec::new()),
    });
    chain.set_contract(RESOLVER, |_| Ok(Vec::new()));
    chain.set_contract(status_contracts(1).unwrap().snt, |_| Ok(word(&[1])));
    chain.set_contract(status_contracts(1).unwrap().sticker_type, |_| Ok(pack()));
    set_tokens(chain, 100);
}

/// What is said of a pack of stickers.
fn pack() -> Vec<u8> {
    let types = ["bytes4[]", "address", "bool", "uint256", "uint256", "bytes"];
    let values = [
        AbiValue::Array(Vec::new()),
        AbiValue::Address([5; 20]),
        AbiValue::Bool(true),
        AbiValue::Number(1.into()),
        AbiValue::Number(PRICE.into()),
        AbiValue::Bytes(vec![6; 40]),
    ];
    encode_abi(&types.map(|name| name.parse::<AbiType>().unwrap()), &values).unwrap()
}

fn key() -> PrivateKey {
    PrivateKey::from_bytes(&[7; 32]).unwrap()
}

fn of(send_type: SendType, token: &str, amount: u64) -> RouteRequest {
    RouteRequest {
        send_type: i64::from(send_type.number()),
        username: "bobby".to_owned(),
        public_key: format!("0x{}", hex::encode(key().public_key().to_uncompressed())),
        ..request("a", token, amount)
    }
}

#[tokio::test]
async fn a_name_is_bought_through_the_token_that_pays_for_it() {
    let wallet = Wallet::on(&[1, 10]);
    deploy(wallet.world.memory(1), REGISTRAR, RESOLVER);
    let routes = wallet.router.suggest(of(SendType::EnsRegister, "SNT", PRICE)).await;
    assert_eq!((&routes.error, routes.best.len()), (&None, 1));
    let candidate = &routes.best[0].candidate;
    let inner = ens_register("bobby", &ALICE, &PublicKeyCoordinates::from(&key().public_key()));
    assert_eq!(candidate.transaction.data, snt_approve_and_call(&REGISTRAR, U256::from(PRICE), &inner));
    let snt = status_contracts(1).unwrap().snt;
    assert_eq!((candidate.transaction.to, candidate.contract, candidate.from_chain), (snt, snt, 1));
    assert_eq!((candidate.gas, &candidate.approval), (23_100, &None));
}

#[tokio::test]
async fn a_name_has_one_form_however_it_is_written() {
    let wallet = Wallet::on(&[1]);
    deploy(wallet.world.memory(1), REGISTRAR, RESOLVER);
    for username in ["Bobby", "bobby.stateofus.eth"] {
        let written = |request| RouteRequest { username: username.to_owned(), ..request };
        let routes = wallet.router.suggest(written(of(SendType::EnsRelease, "ETH", 0))).await;
        assert_eq!(routes.best[0].candidate.transaction.data, ens_release("bobby"), "{username}");
        let routes = wallet.router.suggest(written(of(SendType::EnsRegister, "SNT", PRICE))).await;
        let inner = ens_register("bobby", &ALICE, &PublicKeyCoordinates::from(&key().public_key()));
        let expected = snt_approve_and_call(&REGISTRAR, U256::from(PRICE), &inner);
        assert_eq!(routes.best[0].candidate.transaction.data, expected, "{username}");
    }
    let nested = RouteRequest { username: "bobby.alice".to_owned(), ..of(SendType::EnsRelease, "ETH", 0) };
    let error = wallet.router.suggest(nested).await.error.unwrap();
    assert_eq!((error.code, error.details.as_str()), ("WPP-032", "a username is one label below stateofus.eth"));
}

#[tokio::test]
async fn stickers_are_bought_through_the_token_that_pays_for_them() {
    let wallet = Wallet::on(&[1, 10]);
    deploy(wallet.world.memory(1), REGISTRAR, RESOLVER);
    let request = RouteRequest { pack: Some(U256::from(3)), ..of(SendType::StickersBuy, "SNT", PRICE) };
    let routes = wallet.router.suggest(request.clone()).await;
    assert_eq!((&routes.error, routes.best.len()), (&None, 1));
    let (candidate, contracts) = (&routes.best[0].candidate, status_contracts(1).unwrap());
    let inner = stickers_buy(U256::from(3), &ALICE, U256::from(PRICE));
    let expected = snt_approve_and_call(&contracts.sticker_market, U256::from(PRICE), &inner);
    assert_eq!((candidate.transaction.to, &candidate.transaction.data), (contracts.snt, &expected));
    assert_eq!((candidate.contract, candidate.from_chain, &candidate.approval), (contracts.snt, 1, &None));
    wallet.world.memory(1).set_contract(contracts.sticker_type, |_| Ok(vec![0xff; 64]));
    assert_eq!(wallet.router.suggest(request).await.error.map(|error| error.code), Some("WPP-034"));
}

#[tokio::test]
async fn a_name_is_given_back_to_its_registrar() {
    let wallet = Wallet::on(&[1]);
    deploy(wallet.world.memory(1), REGISTRAR, RESOLVER);
    let routes = wallet.router.suggest(of(SendType::EnsRelease, "ETH", 0)).await;
    assert_eq!(routes.error, None);
    let draft = &routes.best[0].candidate.transaction;
    assert_eq!((draft.to, draft.sends_amount, &draft.data), (REGISTRAR, false, &ens_release("bobby")));
}

#[tokio::test]
async fn a_key_is_set_at_the_resolver_of_the_name() {
    let wallet = Wallet::on(&[1]);
    deploy(wallet.world.memory(1), REGISTRAR, RESOLVER);
    let request = RouteRequest { username: "Bobby.eth".to_owned(), ..of(SendType::EnsSetPubKey, "ETH", 1) };
    let routes = wallet.router.suggest(request).await;
    assert_eq!(routes.error, None);
    let draft = &routes.best[0].candidate.transaction;
    let expected = ens_set_public_key("bobby.eth", &PublicKeyCoordinates::from(&key().public_key()));
    assert_eq!((draft.to, draft.sends_amount, &draft.data), (RESOLVER, false, &expected), "nothing goes along");
}

#[tokio::test]
async fn contracts_that_are_not_there_are_told() {
    let wallet = Wallet::on(&[1]);
    deploy(wallet.world.memory(1), [0; 20], [0; 20]);
    let code = async |request: RouteRequest| wallet.router.suggest(request).await.error.map(|error| error.code);
    assert_eq!(code(of(SendType::EnsRegister, "SNT", PRICE)).await, Some("WPP-014"));
    assert_eq!(code(of(SendType::EnsRelease, "ETH", 0)).await, Some("WPP-014"));
    let set_key = RouteRequest { username: "bobby.eth".to_owned(), ..of(SendType::EnsSetPubKey, "ETH", 1) };
    assert_eq!(code(set_key.clone()).await, Some("WPP-013"));
    assert_eq!(code(RouteRequest { public_key: "0x04".to_owned(), ..set_key }).await, Some("WPP-033"));
}
