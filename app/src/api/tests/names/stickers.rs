//! The market of stickers.

use std::sync::atomic::{AtomicBool, Ordering};

use status_domain::wallet::{AbiType, AbiValue, encode_abi, number_word, status_contracts};
use status_memory::{MemoryDocument, MemoryWeb};
use tempfile::TempDir;

use super::contracts::selector;
use super::*;

/// The content hash of a pack, as contracts have it, and its identifier in IPFS.
fn described_at(pack: u8) -> (Vec<u8>, String) {
    let content_hash = [&[0xe3, 0x01, 0x01, 0x70, 0x12, 0x20][..], &[pack; 32]].concat();
    let identifier = status_domain::media::ipfs_identifier(&hex::encode(&content_hash)).unwrap();
    (content_hash, identifier)
}

/// Three packs: number 0 and 2 say what they are. Number 2 is bought by whoever asks once the switch is on.
async fn market() -> (Alice, TempDir, Arc<AtomicBool>) {
    let (web, folder) = (MemoryWeb::default(), tempfile::tempdir().unwrap());
    for pack in [0, 2] {
        let text = format!(
            "{{meta {{:name \"Pack {pack}\" :author \"dan\" :thumbnail \"e3010{pack}\" :preview \"e3011{pack}\" \
             :stickers [{{:hash \"e3012{pack}\"}}]}}}}"
        );
        let body = MemoryDocument::Body { status: 200, content_type: String::new(), body: text.into_bytes() };
        web.put(&format!("https://ipfs.status.im/{}", described_at(pack).1), body);
    }
    let (alice, chain, _) = alice_on(web, folder.path()).await;
    let contracts = status_contracts(1).unwrap();
    chain.set_contract(contracts.sticker_type, |view| {
        let data = &view.request.data;
        if data.starts_with(&selector("packCount()")) {
            return Ok(number_word(U256::from(3)).to_vec());
        }
        let types = ["bytes4[]", "address", "bool", "uint256", "uint256", "bytes"];
        let types = types.map(|name| name.parse::<AbiType>().unwrap());
        let values = [
            AbiValue::Array(Vec::new()),
            AbiValue::Address([5; 20]),
            AbiValue::Bool(true),
            AbiValue::Number(1.into()),
            AbiValue::Number(7.into()),
            AbiValue::Bytes(described_at(*data.last().unwrap()).0),
        ];
        Ok(encode_abi(&types, &values).unwrap())
    });
    let is_bought = Arc::new(AtomicBool::new(false));
    let bought = Arc::clone(&is_bought);
    chain.set_contract(contracts.sticker_pack, move |view| {
        let data = &view.request.data;
        let number = match data.first_chunk::<4>().copied().unwrap_or_default() {
            function if function == selector("balanceOf(address)") => u64::from(bought.load(Ordering::SeqCst)),
            function if function == selector("tokenOfOwnerByIndex(address,uint256)") => 77,
            function if function == selector("tokenPackId(uint256)") => 2,
            _ => return Err(Vec::new()),
        };
        Ok(number_word(U256::from(number)).to_vec())
    });
    (alice, folder, is_bought)
}

#[tokio::test]
async fn packs_that_can_be_read_are_offered() {
    let (alice, _folder, is_bought) = market().await;
    is_bought.store(true, Ordering::SeqCst);
    let offered = alice.rpc("stickers_market", json!([1])).await;
    let packs: Vec<_> = offered.as_array().unwrap().iter().map(|pack| (&pack["id"], &pack["status"])).collect();
    assert_eq!(packs, [(&json!("0"), &json!(0)), (&json!("2"), &json!(3))]);
    let pack = &offered[0];
    assert_eq!((&pack["name"], &pack["author"], &pack["price"]), (&json!("Pack 0"), &json!("dan"), &json!("7")));
    assert_eq!(pack["owner"], address(5));
    assert!(pack["preview"].as_str().unwrap().ends_with("/ipfs?hash=e30110"));
    let sticker = &pack["stickers"][0];
    assert_eq!((&sticker["packID"], &sticker["hash"]), (&json!("0"), &json!("e30120")));
    assert!(sticker["url"].as_str().unwrap().ends_with("/ipfs?hash=e30120"));
    assert_eq!(alice.error("stickers_market", json!([10])).await, "-32000 not available for chainID");
}

#[tokio::test]
async fn a_pack_is_installed_once_and_then_offered_no_more() {
    let (alice, _folder, _) = market().await;
    assert_eq!(alice.rpc("stickers_install", json!([1, "0"])).await, Value::Null);
    let again = alice.error("stickers_install", json!([1, "0"])).await;
    assert_eq!(again, "-32000 sticker pack is already installed");
    assert_eq!(alice.error("stickers_install", json!([1, "1"])).await, "-32000 could not load ipfs data");
    let installed = alice.rpc("stickers_installed", json!([])).await;
    assert_eq!((&installed["0"]["name"], &installed["0"]["status"]), (&json!("Pack 0"), &json!(1)));
    assert!(installed["0"]["thumbnail"].as_str().unwrap().ends_with("/ipfs?hash=e30100"));
    let offered = alice.rpc("stickers_market", json!([1])).await;
    assert_eq!((offered.as_array().unwrap().len(), &offered[0]["id"]), (1, &json!("2")));
    alice.rpc("stickers_install", json!([1, "2"])).await;
    let none = alice.error("stickers_market", json!([1])).await;
    assert_eq!(none, "-32000 could not load ipfs data", "of what is left nothing can be read");
}

#[tokio::test]
async fn a_pack_is_being_bought_until_an_account_has_it() {
    let (alice, _folder, is_bought) = market().await;
    assert_eq!(alice.rpc("stickers_addPending", json!([1, "2"])).await, Value::Null);
    let again = alice.error("stickers_addPending", json!([1, "2"])).await;
    assert_eq!(again, "-32000 sticker pack is already pending");
    assert_eq!(alice.rpc("stickers_pending", json!([])).await["2"]["status"], 2);
    assert_eq!(alice.rpc("stickers_processPending", json!([1])).await, json!({}));
    is_bought.store(true, Ordering::SeqCst);
    let settled = alice.rpc("stickers_processPending", json!([1])).await;
    assert_eq!((&settled["2"]["status"], &settled["2"]["preview"]), (&json!(3), &json!("e30112")));
    assert_eq!(alice.rpc("stickers_pending", json!([])).await, json!({}));
}
