//! Keypairs, accounts and cards through the API. What is recorded is left to the recordings.

use serde_json::{Value, json};

use super::Alice;
use crate::EndpointAnswer;

const ZOO: &str = "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong";
const KEY: &str = "0x2222222222222222222222222222222222222222222222222222222222222222";

impl Alice {
    async fn derived(&self, phrase: &str, path: &str) -> Value {
        let derived = self.rpc("wallet_getDerivedAddressesForMnemonic", json!([phrase, [path]])).await;
        derived[0].clone()
    }

    /// The keypair of a phrase with its first account, as a client describes it.
    pub(super) async fn keypair(&self, phrase: &str) -> Value {
        let validated = self.backend.call("ValidateMnemonic", phrase).await;
        let EndpointAnswer::Body { text, .. } = validated else { panic!("{validated:?}") };
        let key_uid = serde_json::from_str::<Value>(&text).unwrap()["keyUID"].clone();
        let master = self.derived(phrase, "m").await;
        let account = self.derived(phrase, "m/44'/60'/0'/0/0").await;
        json!({
            "key-uid": key_uid, "name": "zoo", "type": "seed", "derived-from": master["address"],
            "accounts": [{
                "address": account["address"], "key-uid": key_uid, "type": "seed", "path": account["path"],
                "public-key": account["public-key"], "name": "one", "emoji": "x", "colorId": "sky",
            }],
        })
    }

    async fn signs(&self, account: &Value, password: &str) -> Value {
        let request = json!({"data": "0x1234", "account": account, "password": password});
        let EndpointAnswer::Body { text, .. } = self.backend.call("SignMessage", &request.to_string()).await else {
            panic!("SignMessage")
        };
        serde_json::from_str(&text).unwrap()
    }
}

#[tokio::test]
async fn keys_come_in_with_the_password_only() {
    let alice = Alice::new().await;
    let wrong = "-32000 wrong password provided";
    assert_eq!(alice.error("accounts_importMnemonic", json!([ZOO, "wrong"])).await, wrong);
    assert_eq!(alice.error("accounts_importMnemonic", json!([ZOO, ""])).await, wrong);
    assert_eq!(alice.error("accounts_importPrivateKey", json!([KEY, "wrong"])).await, wrong);
    assert_eq!(alice.error("accounts_importPrivateKey", json!(["0x1", "right"])).await, "-32000 invalid hex string");
    assert_eq!(alice.error("accounts_importMnemonic", json!([" ", "right"])).await, "-32000 the mnemonic is empty");
    let keypair = alice.keypair(ZOO).await;
    let unknown = "-32000 cannot retrieve a valid key for a given account: no key for given address or file";
    let refused = alice.error("accounts_addKeypair", json!(["right", keypair])).await;
    assert_eq!(refused, unknown, "nothing came in before");
    assert_eq!(alice.rpc("accounts_importMnemonic", json!([ZOO, "right"])).await, Value::Null);
    let refused = alice.error("accounts_addKeypair", json!(["wrong", keypair])).await;
    assert!(refused.ends_with("could not decrypt key with given password"), "{refused}");
    assert_eq!(alice.rpc("accounts_getKeypairs", json!([])).await.as_array().unwrap().len(), 1);
    assert_eq!(alice.rpc("accounts_addKeypair", json!(["right", keypair])).await, Value::Null);
    let known = alice.error("accounts_importMnemonic", json!([ZOO, "right"])).await;
    assert!(known.contains("already imported"), "{known}");

    let account = keypair["accounts"][0]["address"].clone();
    let signed = alice.signs(&account, "right").await;
    assert_eq!(signed["result"].as_str().unwrap().len(), 132);
    assert_eq!(alice.signs(&account, "wrong").await["error"]["code"], 5);
    let verify = "accounts_verifyKeystoreFileForAccount";
    assert_eq!(alice.rpc(verify, json!([account, "right"])).await, true);
    assert_eq!(alice.rpc(verify, json!([account, "wrong"])).await, false);
    assert_eq!(alice.rpc(verify, json!(["0x0000000000000000000000000000000000000001", "right"])).await, false);
}

#[tokio::test]
async fn a_keypair_that_was_saved_without_keys_gets_them_later() {
    let alice = Alice::new().await;
    let mut keypair = alice.keypair(ZOO).await;
    keypair["synced-from"] = json!("phone");
    assert_eq!(alice.rpc("accounts_saveKeypair", json!([keypair])).await, Value::Null);
    let operable = async || {
        let known = alice.rpc("accounts_getKeypairByKeyUID", json!([keypair["key-uid"]])).await;
        (known["accounts"][0]["operable"].clone(), known["synced-from"].clone())
    };
    assert_eq!(operable().await, (json!("no"), json!("phone")));
    let account = &keypair["accounts"][0]["address"];
    let refused = alice.signs(account, "right").await;
    assert!(refused["error"]["message"].as_str().unwrap().starts_with("cannot locate account for address: 0x"));
    let make = "accounts_makeSeedPhraseKeypairFullyOperable";
    assert_eq!(alice.error(make, json!([ZOO, "wrong"])).await, "-32000 wrong password provided");
    assert_eq!(alice.rpc(make, json!([ZOO, "right"])).await, Value::Null);
    assert_eq!(operable().await, (json!("fully"), json!("")));

    let second = alice.derived(ZOO, "m/44'/60'/0'/0/1").await;
    let draft = json!({
        "address": second["address"], "key-uid": keypair["key-uid"], "type": "seed", "path": second["path"],
        "public-key": second["public-key"], "name": "two", "emoji": "x", "colorId": "sky",
    });
    assert_eq!(alice.rpc("accounts_addAccount", json!(["", draft])).await, Value::Null);
    let make = "accounts_makePartiallyOperableAccoutsFullyOperable";
    assert_eq!(alice.rpc(make, json!(["right"])).await, json!([second["address"]]));
    assert_eq!(alice.rpc(make, json!(["right"])).await, Value::Null);
    assert_eq!(alice.rpc("wallet_addressExists", json!([second["address"]])).await, true);
    let derived = alice.rpc("wallet_getDerivedAddressesForMnemonic", json!([ZOO, [second["path"]]])).await;
    assert_eq!(derived[0]["alreadyCreated"], true);
    let accounts = alice.rpc("eth_accounts", json!([])).await;
    assert_eq!(accounts.as_array().unwrap().len(), 3);
    assert_eq!(accounts.as_array().unwrap()[2], second["address"]);
}

#[tokio::test]
async fn an_account_on_a_card_does_not_sign_here_until_it_is_taken_back() {
    let alice = Alice::new().await;
    let keypair = alice.keypair(ZOO).await;
    let (key_uid, account) = (&keypair["key-uid"], &keypair["accounts"][0]["address"]);
    alice.rpc("accounts_importMnemonic", json!([ZOO, "right"])).await;
    alice.rpc("accounts_addKeypair", json!(["right", keypair])).await;
    let migrate = "accounts_migrateNonProfileKeycardKeypairToApp";
    let refused = alice.error(migrate, json!([ZOO, "right"])).await;
    assert_eq!(refused, "-32000 keypair being migrated is not a keycard keypair");
    let card = json!({"keycard-uid": "a", "keycard-name": "card", "key-uid": key_uid, "accounts-addresses": [account]});
    assert_eq!(alice.rpc("accounts_saveOrUpdateKeycard", json!([card, false])).await, Value::Null);
    let refused = alice.signs(account, "right").await;
    assert_eq!(refused["error"]["message"], "the key of the account is on a keycard, which has to sign itself");
    assert_eq!(alice.rpc("accounts_updateKeycardUID", json!(["a", "b"])).await, Value::Null);
    let known = alice.rpc("accounts_getKeypairByKeyUID", json!([key_uid])).await;
    assert_eq!(
        (&known["keycards"][0]["keycard-uid"], &known["accounts"][0]["operable"]),
        (&json!("b"), &json!("fully"))
    );
    assert_eq!(alice.error(migrate, json!([ZOO, "wrong"])).await, "-32000 wrong password provided");
    assert_eq!(alice.rpc(migrate, json!([ZOO, "right"])).await, Value::Null);
    assert!(alice.signs(account, "right").await.get("result").is_some());
    assert_eq!(
        alice.error("accounts_deleteKeycard", json!(["b"])).await,
        "-32000 keycard: no keycard for the passed keycard uid"
    );
}

#[tokio::test]
async fn what_is_missing_or_none_is_answered() {
    let alice = Alice::new().await;
    for method in ["accounts_addAccount", "accounts_addKeypair"] {
        assert_eq!(alice.error(method, json!(["right", null])).await, "-32603 method handler crashed");
    }
    let unknown = json!([[{"type": 9, "key": "a"}]]);
    let refused = alice.error("accounts_updateCollectiblePreferences", unknown).await;
    assert_eq!(refused, "-32000 collectibles: unknown type of preferences");
    let refused = alice.error("accounts_updateTokenPreferences", json!([null])).await;
    assert_eq!(refused, "-32000 tokens: trying to create custom order with empty list");
    let pairings = "wallet_setPairingsJSONFileContent";
    assert_eq!(alice.rpc("wallet_getPairingsJSONFileContent", json!([])).await, "");
    assert_eq!(alice.rpc(pairings, json!([""])).await, Value::Null);
    assert_eq!(alice.error(pairings, json!(["WzFd"])).await, "-32000 keycard pairings are not a JSON object");
    for (text, place) in [("%", 0), ("eyJ%", 3), ("eyJhI", 4), ("eyJ", 0), ("ey=", 3)] {
        let error = alice.error(pairings, json!([text])).await;
        assert_eq!(error, format!("-32602 invalid argument 0: illegal base64 data at input byte {place}"), "{text}");
    }
    let words = alice.rpc("accounts_getRandomMnemonic", json!([])).await;
    assert_eq!(words.as_str().unwrap().split(' ').count(), 12);
}

impl Alice {
    /// A function that only programs with the backend in them have.
    async fn library(&self, function: &str, body: Value) -> Value {
        let EndpointAnswer::Body { text, .. } = self.backend.call_in_library(function, &body.to_string()).await else {
            panic!("{function}")
        };
        assert_eq!(self.backend.call(function, &body.to_string()).await, EndpointAnswer::Unknown, "not over HTTP");
        serde_json::from_str(&text).unwrap()
    }
}

/// The vectors of the specification (accounts, section 4).
#[tokio::test]
async fn keys_of_a_phrase_are_told_without_being_kept() {
    let alice = Alice::new().await;
    let phrase = "coin globe  kit hamster notable proof orphan always mistake usual morning usage";
    let paths = ["m/44'/60'/0'/0/1", "m/43'/60'/1581'/0'/0"];
    let body = json!({"mnemonicPhrase": phrase, "Bip39Passphrase": "", "paths": paths});
    let made = alice.library("CreateAccountFromMnemonicAndDeriveAccountsForPaths", body).await;
    assert_eq!(made["address"], "0xEB57566F3230949816f7d3Bea3bb29B1493F629B");
    assert_eq!(made["keyUid"], "0x855ab0a932e5325daab7a550b9fcd78d2a17de5e2b7a52241f82505ea9d87629");
    assert_eq!((&made["id"], &made["mnemonic"]), (&json!(""), &json!(phrase.replace("  ", " "))));
    assert_eq!(made["derived"][paths[0]]["address"], "0x4d26e5c2f85bA5d10Bda6b031e1C1579f8Ecfa1F");
    let chat = &made["derived"][paths[1]];
    assert_eq!(chat["compressedKey"], "zQ3shwRoCR6kGGDocuSfWGKyNLRv9z4X79Ce4rWMLPskDaKMD");
    assert_eq!((chat["emojiHash"].as_array().unwrap().len(), chat.get("id")), (14, None));
    let key = "c3ad0b50652318f845565c13761e5369ce75dcbc2a94616e15b829d4b07410fe";
    let made = alice.library("CreateAccountFromPrivateKey", json!({"privateKey": key})).await;
    assert_eq!(made["address"], "0x516312d69737c5e6ef16f22E0097ff5D9F0c4196");
    assert_eq!(made["privateKey"], format!("0x{key}"));
    let refused = alice.library("CreateAccountFromPrivateKey", json!({"privateKey": "x"})).await;
    assert_eq!(refused, json!({"error": "invalid hex string"}));
}

#[tokio::test]
async fn keys_wait_in_memory_until_they_are_kept() {
    let alice = Alice::new().await;
    let request = json!({"n": 2, "mnemonicPhraseLength": 15, "bip39Passphrase": "", "paths": ["m"]});
    let made = alice.library("MultiAccountGenerate", request.clone()).await;
    assert_eq!((made.as_array().unwrap().len(), made[0].get("derived")), (2, None));
    assert_eq!(made[1]["mnemonic"].as_str().unwrap().split(' ').count(), 15);
    // The question whether HTTP has it generates nothing.
    let made = alice.library("MultiAccountGenerateAndDeriveAddresses", request).await;
    assert_eq!(made[0]["derived"]["m"]["address"], made[0]["address"]);
    for (request, error) in [
        (json!({"n": 21, "mnemonicPhraseLength": 12}), "n must be between 0 and 20"),
        (
            json!({"n": 1, "mnemonicPhraseLength": 13}),
            "invalid mnemonic phrase length; valid lengths are 12, 15, 18, 21, and 24",
        ),
    ] {
        assert_eq!(alice.library("MultiAccountGenerate", request).await, json!({"error": error}));
    }

    let imported = alice.library("MultiAccountImportMnemonic", json!({"mnemonicPhrase": ZOO})).await;
    let path = "m/44'/60'/0'/0/0";
    let kept = json!({"accountID": imported["id"], "paths": [path], "password": "wrong"});
    let derived = alice.library("MultiAccountDeriveAddresses", kept.clone()).await;
    assert_eq!(derived[path]["address"], "0xfc2077CA7F403cBECA41B1B0F62D91B5EA631B5E");
    let refused = alice.library("MultiAccountStoreAccount", kept.clone()).await;
    assert!(refused["error"].as_str().unwrap().ends_with("could not decrypt key with given password"));
    let kept = json!({"accountID": imported["id"], "paths": [path], "password": "right"});
    let stored = alice.library("MultiAccountStoreAccount", kept.clone()).await;
    assert_eq!(stored["address"], imported["address"]);
    let stored = alice.library("MultiAccountStoreDerivedAccounts", kept.clone()).await;
    assert_eq!(stored[path]["address"], derived[path]["address"]);
    let keypair = alice.keypair(ZOO).await;
    assert_eq!(alice.rpc("accounts_addKeypair", json!(["right", keypair])).await, Value::Null, "its key is there");

    let load = |password: &str| json!({"address": derived[path]["address"], "password": password});
    let loaded = alice.library("MultiAccountLoadAccount", load("right")).await;
    assert_eq!(loaded["privateKey"], derived[path]["privateKey"]);
    assert!(alice.library("MultiAccountLoadAccount", load("wrong")).await.get("error").is_some());
    let single = alice.library("MultiAccountImportPrivateKey", json!({"privateKey": KEY})).await;
    let children = json!({"accountID": single["id"], "paths": [path]});
    let refused = alice.library("MultiAccountDeriveAddresses", children).await;
    assert_eq!(refused, json!({"error": "selected account cannot derive child keys"}));
    assert_eq!(alice.library("MultiAccountReset", json!({})).await, json!({"error": ""}));
    assert_eq!(alice.library("MultiAccountDeriveAddresses", kept).await, json!({"error": "account not found"}));
}

#[tokio::test]
async fn keypair_and_chat_account_are_named_after_the_person() {
    let alice = Alice::new().await;
    assert_eq!(alice.rpc("wakuext_setDisplayName", json!(["Alice Two"])).await, Value::Null);
    let keypairs = alice.rpc("accounts_getKeypairs", json!([])).await;
    let chat = keypairs[0]["accounts"].as_array().unwrap().iter().find(|account| account["chat"] == true).unwrap();
    assert_eq!((&keypairs[0]["name"], &chat["name"]), (&json!("Alice Two"), &json!("Alice Two")));
}
