//! Profiles that are made with their keys on a keycard.

use super::functions::heard;
use super::*;
use crate::signal::SignalReceiver;

/// Opens a profile on the card.
const OF_CARD: &str = "0x04c4b16f670b51702dc130673bf9c64ffd1f69383cef2127dfa05031b9b1359120f7342134af9a350465126a85e87cb003b7c4f93d2ba2ff98bb73277b119c7a87";
const WALLET_KEY: &str = "0x04c16e7748f34e0ab2c9c13350d7872d928e942934dd8b8abd3fb12b8c742a5ee8cf0919731e800907068afec25f577bde3a9c534795e359ee48097e4e55f4aaca";
const CHAT_KEY: &str = "0x0441468c39b579259676350b9736b01cdadb740f67bfd022fa2b985123b1d66fc3191cfe73205e3d3d84148f0248f9a2978afeeda16d7c3db90bd2579f0de33459";
const KEY_UID: &str = "0x579324c53f347e18961c775a00ec13ed7d59a225b1859d5125ff36b450b8778d";

const PAIRINGS: &str = r#"{"instance":{"key":"pairing","index":1}}"#;

/// What a card tells.
fn keycard() -> Value {
    json!({
        "keyUID": KEY_UID,
        "address": "0xbf9dE86774051537b2192Ce9c8d2496f129bA24b",
        "whisperPrivateKey": "5a42b4f15ff1a5da95d116442ce11a31e9020f562224bf60b1d8d3a99d90653d",
        "whisperPublicKey": CHAT_KEY,
        "whisperAddress": "0xBa122B9c0Ef560813b5D2C0961094aC36289f846",
        "walletPublicKey": WALLET_KEY,
        "walletAddress": "0xB9E1998e1A8854887CA327D1aF5894B6CB0AC07D",
        "walletRootAddress": "0xFf59db9F2f97Db7104A906C390D33C342a1309C8",
        "eip1581Address": "0xA8d50f0B3bc581298446be8FBfF5c71684Ea6c01",
        "encryptionPublicKey": OF_CARD,
    })
}

/// A device on which a card was paired.
struct Paired {
    backend: Backend,
    signals: SignalReceiver,
    folder: tempfile::TempDir,
}

impl Paired {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("pairings.json"), PAIRINGS).unwrap();
        let backend = Backend::in_world(Arc::new(MemoryWorld::default()), "1.2.3".to_owned(), None);
        Self { signals: backend.signals().subscribe(100), backend, folder }
    }

    /// Makes a profile. Gives the event of `node.login`.
    async fn make(&mut self, function: &str, wishes: Value) -> Value {
        let mut request = json!({
            "rootDataDir": "/nowhere", "displayName": "alice-node", "password": "not this", "customizationColor": "army",
            "keycardPairingDataFile": self.folder.path().join("pairings.json"),
        });
        request.as_object_mut().unwrap().extend(wishes.as_object().unwrap().clone());
        assert_eq!(self.backend.json(function, request).await, json!({"error": ""}));
        heard(&mut self.signals, &["node.login"]).await.remove(0)
    }

    async fn rpc(&self, method: &str, params: Value) -> Value {
        let request = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        self.backend.json("CallRPC", request).await["result"].take()
    }
}

#[tokio::test]
async fn a_profile_is_restored_from_a_card() {
    let mut paired = Paired::new();
    let event =
        paired.make("RestoreAccountAndLogin", json!({"keycard": keycard(), "keycardInstanceUID": "instance"})).await;
    assert_eq!(event["error"], Value::Null);
    assert_eq!(
        (&event["account"]["key-uid"], &event["account"]["keycard-pairing"]),
        (&json!(KEY_UID), &json!("pairing"))
    );
    let settings = &event["settings"];
    for (name, value) in [
        ("public-key", CHAT_KEY),
        ("address", "0xbf9de86774051537b2192ce9c8d2496f129ba24b"),
        ("dapps-address", "0xb9e1998e1a8854887ca327d1af5894b6cb0ac07d"),
        ("wallet-root-address", "0xff59db9f2f97db7104a906c390d33c342a1309c8"),
        ("eip1581-address", "0xa8d50f0b3bc581298446be8fbff5c71684ea6c01"),
        ("keycard-instance-uid", "instance"),
        ("keycard-pairing", "pairing"),
    ] {
        assert_eq!(settings[name], value, "{name}");
    }
    assert!(settings["keycard-paired-on"].as_u64().is_some_and(|seconds| seconds > 1_600_000_000), "{settings}");
    assert_eq!(settings.get("mnemonic"), None);
    assert_eq!(paired.rpc("accounts_verifyPassword", json!([OF_CARD])).await, true);
    assert_eq!(paired.rpc("accounts_verifyPassword", json!(["not this"])).await, false);
    let pairings = data_encoding::BASE64.encode(PAIRINGS.as_bytes());
    assert_eq!(paired.rpc("wallet_getPairingsJSONFileContent", json!([])).await, pairings);
    let keypairs = paired.rpc("accounts_getKeypairs", json!([])).await;
    assert_eq!(keypairs[0]["derived-from"], "0xbf9dE86774051537b2192Ce9c8d2496f129bA24b");
    assert_eq!(keypairs[0]["accounts"][0]["operable"], "fully");

    paired.backend.body("Logout", "").await;
    paired.backend.json("LoginAccount", json!({"keyUid": KEY_UID, "password": OF_CARD})).await;
    let event = heard(&mut paired.signals, &["node.login"]).await.remove(0);
    assert_eq!(event["settings"]["public-key"], CHAT_KEY);
}

#[tokio::test]
async fn a_new_profile_on_a_card_is_opened_by_what_the_card_knows() {
    let mut paired = Paired::new();
    let event = paired.make("CreateAccountAndLogin", json!({"keycardInstanceUID": "instance"})).await;
    assert_eq!(event["account"]["keycard-pairing"], "pairing");
    let phrase = event["settings"]["mnemonic"].as_str().unwrap();
    let of_card = status_domain::identity::ProfileKeys::from_mnemonic(phrase).unwrap().keycard_password();
    assert_eq!(paired.rpc("accounts_verifyPassword", json!([of_card])).await, true);
    let wallet = event["settings"]["dapps-address"].as_str().unwrap();
    let verdict = paired.backend.verify_account_password(wallet, &of_card).await;
    assert!(verdict.contains("cannot locate account for address"), "{verdict}");
}

#[tokio::test]
async fn no_profile_is_made_with_a_card_that_is_unknown_or_tells_nonsense() {
    let mut paired = Paired::new();
    let mut without_key = keycard();
    without_key["whisperPrivateKey"] = json!("x");
    let mut without_address = keycard();
    without_address["address"] = json!("");
    for (wishes, problem) in [
        (json!({"keycardInstanceUID": "another"}), "keycard not found in pairings file"),
        (json!({"keycardInstanceUID": ""}), "the keycard has no instance UID"),
        (json!({"keycard": without_key}), "failed to parse chat private key hex: invalid hex string"),
        (json!({"keycard": without_address}), "the keycard tells no valid address"),
        (
            json!({"keycardPairingDataFile": "/nowhere/pairings.json"}),
            "failed to get keycard pairings: No such file or directory (os error 2)",
        ),
    ] {
        let mut request = json!({"keycard": keycard(), "keycardInstanceUID": "instance"});
        request.as_object_mut().unwrap().extend(wishes.as_object().unwrap().clone());
        let event = paired.make("RestoreAccountAndLogin", request).await;
        assert_eq!(event, json!({"error": format!("failed to prepare for keycard: {problem}")}));
    }
    assert_eq!(paired.backend.body("OpenAccounts", "/nowhere").await, "null", "nobody can log in");
}
