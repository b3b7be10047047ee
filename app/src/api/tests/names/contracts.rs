//! The contracts of names and stickers, as far as they are asked here.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use ruint::aliases::U256;
use status_domain::crypto::keccak256;
use status_domain::wallet::{
    AbiType, AbiValue, ENS_REGISTRY, address_word, encode_abi, name_hash, number_word, status_contracts,
};
use status_memory::MemoryChain;

pub(super) const REGISTRAR: [u8; 20] = [0x2e; 20];
pub(super) const RESOLVER: [u8; 20] = [0x2f; 20];
/// Ten of the token that pays.
pub(super) const PRICE: u64 = 10_000_000_000_000_000_000;
/// What a pack costs.
pub(super) const PACK_PRICE: u64 = 7;

/// What is written about names. Resolvers answer whatever their owners like.
#[derive(Default)]
pub(super) struct Ens {
    pub(super) owners: BTreeMap<[u8; 32], [u8; 20]>,
    pub(super) resolvers: BTreeMap<[u8; 32], [u8; 20]>,
    /// By the signature of the question and the node.
    pub(super) answers: BTreeMap<(&'static str, [u8; 32]), Vec<u8>>,
    /// What resolvers say when they revert.
    pub(super) reason: Vec<u8>,
}

impl Ens {
    /// From now on a resolver answers so for a name.
    pub(super) fn answer(&mut self, name: &str, question: &'static str, answer: Vec<u8>) {
        self.resolvers.insert(name_hash(name), RESOLVER);
        self.answers.insert((question, name_hash(name)), answer);
    }
}

pub(super) fn bytes(bytes: &[u8]) -> Vec<u8> {
    encode_abi(&[AbiType::Bytes], &[AbiValue::Bytes(bytes.to_vec())]).unwrap()
}

pub(super) fn text(text: &str) -> Vec<u8> {
    encode_abi(&[AbiType::String], &[AbiValue::String(text.to_owned())]).unwrap()
}

pub(super) fn selector(signature: &str) -> [u8; 4] {
    *keccak256(&[signature.as_bytes()]).first_chunk().unwrap()
}

/// What is called, and the first word of its arguments.
fn call(data: &[u8]) -> ([u8; 4], [u8; 32]) {
    let selector = data.first_chunk().copied().unwrap_or_default();
    (selector, data.get(4..36).and_then(|word| word.try_into().ok()).unwrap_or_default())
}

/// Puts the contracts there.
pub(super) fn deploy(chain: &MemoryChain) -> Arc<Mutex<Ens>> {
    let ens = Arc::new(Mutex::new(Ens::default()));
    ens.lock().unwrap().owners.insert(name_hash("stateofus.eth"), REGISTRAR);
    let registry = Arc::clone(&ens);
    chain.set_contract(ENS_REGISTRY, move |view| {
        let (function, node) = call(&view.request.data);
        let ens = registry.lock().unwrap();
        let known = match function {
            function if function == selector("owner(bytes32)") => &ens.owners,
            function if function == selector("resolver(bytes32)") => &ens.resolvers,
            _ => return Err(Vec::new()),
        };
        Ok(address_word(&known.get(&node).copied().unwrap_or_default()).to_vec())
    });
    let resolver = Arc::clone(&ens);
    chain.set_contract(RESOLVER, move |view| {
        let (function, node) = call(&view.request.data);
        let ens = resolver.lock().unwrap();
        if function == selector("setPubkey(bytes32,bytes32,bytes32)") {
            return Ok(Vec::new());
        }
        let answer = ens.answers.iter().find(|((question, of), _)| selector(question) == function && *of == node);
        answer.map(|(_, answer)| answer.clone()).ok_or_else(|| ens.reason.clone())
    });
    chain.set_contract(REGISTRAR, |view| match call(&view.request.data) {
        (function, _) if function == selector("getPrice()") => Ok(number_word(U256::from(PRICE)).to_vec()),
        (function, label) if function == selector("getExpirationTime(bytes32)") => {
            let is_bobby = label == keccak256(&[b"bobby"]);
            Ok(number_word(U256::from(if is_bobby { 0x5db3_2cb7_u64 } else { 0 })).to_vec())
        }
        (function, _) if function == selector("release(bytes32)") => Ok(Vec::new()),
        _ => Err(Vec::new()),
    });
    let contracts = status_contracts(1).unwrap();
    chain.set_contract(contracts.snt, |_| Ok(number_word(U256::from(1)).to_vec()));
    chain.set_contract(contracts.sticker_type, |view| {
        let (_, pack) = call(&view.request.data);
        let types = ["bytes4[]", "address", "bool", "uint256", "uint256", "bytes"];
        let types = types.map(|name| name.parse::<AbiType>().unwrap());
        let price = if U256::from_be_bytes(pack) == U256::from(3) { PACK_PRICE } else { return Ok(vec![0xff; 64]) };
        let values = [
            AbiValue::Array(vec![AbiValue::FixedBytes(vec![1, 2, 3, 4])]),
            AbiValue::Address([5; 20]),
            AbiValue::Bool(true),
            AbiValue::Number(1.into()),
            AbiValue::Number(price.into()),
            AbiValue::Bytes(vec![6; 40]),
        ];
        Ok(encode_abi(&types, &values).unwrap())
    });
    ens
}
