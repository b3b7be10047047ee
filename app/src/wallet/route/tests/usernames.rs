//! Usernames are bought, given back, and get keys.

use ruint::aliases::U256;
use status_domain::crypto::{PrivateKey, keccak256};
use status_domain::wallet::route::{RouteRequest, SendType};
use status_domain::wallet::{
    ENS_REGISTRY, PublicKeyCoordinates, ens_register, ens_release, ens_set_public_key, snt_approve_and_call,
    status_contracts,
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
    set_tokens(chain, 100);
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
