/*
 * libstatus: Status Core as a C library. Written by `cargo xtask header` from app/ffi; do not edit.
 *
 * Texts      A text of C is NULL, or points to bytes that end with a NUL byte and do not change during the call. The
 *            library keeps copies only. NULL counts as the empty text; bytes that are no UTF-8 count as U+FFFD.
 * Ownership  Every returned `char *` is never NULL and belongs to the caller, who gives it back with `Free`.
 * Threads    Every function can be called from any thread, several at a time. A call blocks its thread until the answer
 *            is there. Logins answer at once and go on in the background; the signal `node.login` tells their outcome.
 * Signals    See `SetSignalEventCallback`. A callback may call every function of this library.
 * Errors     Nothing is thrown and nothing aborts: a failure is an answer with a text at "error", as described for each
 *            function.
 * Log        The variable STATUS_LOG of the environment, such as `info` or `warn,status_waku=debug`, makes the library
 *            log to standard error. It never logs texts of calls. WAKUV2_NODE_KEY is the private key of the network
 *            node as 0x hex; without it each login has a new one.
 */

#ifndef LIBSTATUS_H
#define LIBSTATUS_H

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/*
 Chooses the folder of all profiles and lists who can log in there: `{"dataDir":...}` gives
 `{"accounts":[...],"centralizedMetricsInfo":{...}}`.

 # Safety
 `request_json` must be a text of C.
 */
char *InitializeApplication(const char *request_json);

/*
 Lists who can log in below a folder. Deprecated: use `InitializeApplication`.

 # Safety
 `data_dir` must be a text of C.
 */
char *OpenAccounts(const char *data_dir);

/*
 Makes a profile from a new seed phrase and logs in. Gives `{"error":""}` at once; the signal `node.login` tells the
 outcome.

 # Safety
 `request_json` must be a text of C.
 */
char *CreateAccountAndLogin(const char *request_json);

/*
 Makes a profile from an existing seed phrase and logs in. Gives `{"error":""}` at once; the signal `node.login` tells
 the outcome.

 # Safety
 `request_json` must be a text of C.
 */
char *RestoreAccountAndLogin(const char *request_json);

/*
 Logs in: `{"keyUid":...,"password":...}`. Gives `{"error":""}` at once; the signal `node.login` tells the outcome.

 # Safety
 `request_json` must be a text of C.
 */
char *LoginAccount(const char *request_json);

/*
 Ends the session. The signal `node.stopped` follows.
 */
char *Logout(void);

/*
 Remembers that whoever logged in last accepted the terms of use.
 */
char *AcceptTerms(void);

/*
 Calls a method, or an array of calls, in JSON-RPC 2.0. Gives the JSON-RPC answer; `{"error":...}` if nobody is logged
 in.

 # Safety
 `request_json` must be a text of C.
 */
char *CallRPC(const char *request_json);

/*
 Does what `CallRPC` does.

 # Safety
 `request_json` must be a text of C.
 */
char *CallPrivateRPC(const char *request_json);

/*
 Gives the configuration of the running node.
 */
char *GetNodeConfig(void);

/*
 Gives the certificate of the media server in PEM, for clients to pin it.
 */
char *ImageServerTLSCert(void);

/*
 Sets how much is logged if `Enabled` is true, to `Level`. Where log lines go is up to the program.

 # Safety
 `settings_json` must be a text of C.
 */
char *InitLogging(const char *settings_json);

/*
 Gives the log of the session.
 */
char *ExportNodeLogs(void);

/*
 Tells what somebody decided about usage metrics; none are collected.
 */
char *CentralizedMetricsInfo(void);

/*
 Keeps what somebody decided about usage metrics, `{"enabled":...}`; none are collected.

 # Safety
 `request_json` must be a text of C.
 */
char *ToggleCentralizedMetrics(const char *request_json);

/*
 Gives the id of an event, `{"metric":{...}}`, that goes nowhere.

 # Safety
 `request_json` must be a text of C.
 */
char *AddCentralizedMetric(const char *request_json);

/*
 Gives the known fleets of network nodes.
 */
char *Fleets(void);

/*
 Gives nothing if a connection string of local pairing is valid, else what is wrong with it.

 # Safety
 `connection_string` must be a text of C.
 */
char *ValidateConnectionString(const char *connection_string);

/*
 Offers this profile to another device. Not supported yet: answers with an error.

 # Safety
 `request_json` must be a text of C.
 */
char *GetConnectionStringForBootstrappingAnotherDevice(const char *request_json);

/*
 Waits for a profile of another device. Not supported yet: answers with an error.

 # Safety
 `request_json` must be a text of C.
 */
char *GetConnectionStringForBeingBootstrapped(const char *request_json);

/*
 Checks whether devices can reach this one. Not supported yet: answers with an error.
 */
char *LocalPairingPreflightOutboundCheck(void);

/*
 Refuses: devices nearby are not looked for.
 */
char *StartSearchForLocalPairingPeers(void);

/*
 Refuses: keys of this profile are not offered to other devices.

 # Safety
 `request_json` must be a text of C.
 */
char *GetConnectionStringForExportingKeypairsKeystores(const char *request_json);

/*
 Tells the library that the device has another connection to the network: `wifi`, `cellular` and so on; `expensive` is 1
 if what is transferred costs money. Only exactly `none` means that the device is offline: then nothing is tried until it
 is online again.

 # Safety
 `typ` must be a text of C.
 */
void ConnectionChange(const char *typ,
                      int expensive);

/*
 Tells the library that the application came to the foreground, `active`, or left it: `background` or `inactive`. Other
 texts change nothing.

 # Safety
 `state` must be a text of C.
 */
void AppStateChange(const char *state);

/*
 Makes profile pictures of a part of a picture on disk, from its upper left corner to its lower right one: gives
 `[{"type":"thumbnail","uri":...},...]` or an error. Nothing is stored.

 # Safety
 `filepath` must be a text of C.
 */
char *GenerateImages(const char *filepath, int aX, int aY, int bX, int bY);

/*
 Gives a text back that a function of this library returned. NULL is nothing.

 # Safety
 `text` must be NULL or come from this library and not have been given back.
 */
void Free(void *text);

/*
 Sets the function that is told signals, `void callback(const char *event)`, or clears it with NULL. The event is
 `{"type":...,"event":...}` and its text is valid during the call only.

 The callback runs on a thread of the library, one signal at a time, in the order in which they happened. Others wait
 meanwhile, so it should hand the text on and return. It may call every function of this library, this one too.

 When this returns, the earlier callback does not run any more and will not be called again, unless this was called
 from within it. So do not hold a lock here that the callback waits for.

 # Safety
 `callback` must be NULL or such a function, and stay so until another was set.
 */
void SetSignalEventCallback(void *callback);

/*
 Tells the callback `{"answer": 42}`, on a thread of the library, so that a client can test its own. Returns after
 that, unless called from within the callback.
 */
void TriggerTestSignal(void);

/*
 Gives a new seed phrase of 12 words as bare text.
 */
char *GetRandomMnemonic(void);

/*
 Checks a seed phrase and gives the `{"keyUID":...}` it leads to.

 # Safety
 `phrase` must be a text of C.
 */
char *ValidateMnemonic(const char *phrase);

/*
 Gives addresses and keys of a private key, `{"privateKey":...}`. Nothing is kept.

 # Safety
 `params_json` must be a text of C.
 */
char *CreateAccountFromPrivateKey(const char *params_json);

/*
 Gives addresses and keys of a seed phrase and of paths below it,
 `{"mnemonicPhrase":...,"Bip39Passphrase":...,"paths":[...]}`. Nothing is kept.

 # Safety
 `params_json` must be a text of C.
 */
char *CreateAccountFromMnemonicAndDeriveAccountsForPaths(const char *params_json);

/*
 Draws seed phrases, `{"n":...,"mnemonicPhraseLength":...,"bip39Passphrase":...}`, and keeps their keys in memory until
 the next login.

 # Safety
 `params_json` must be a text of C.
 */
char *MultiAccountGenerate(const char *params_json);

/*
 Does what `MultiAccountGenerate` does and gives the keys at `paths` below each phrase, too.

 # Safety
 `params_json` must be a text of C.
 */
char *MultiAccountGenerateAndDeriveAddresses(const char *params_json);

/*
 Gives the keys at paths below a key in memory, `{"accountID":...,"paths":[...]}`.

 # Safety
 `params_json` must be a text of C.
 */
char *MultiAccountDeriveAddresses(const char *params_json);

/*
 Keeps a private key in memory until the next login, `{"privateKey":...}`.

 # Safety
 `params_json` must be a text of C.
 */
char *MultiAccountImportPrivateKey(const char *params_json);

/*
 Keeps the key of a seed phrase in memory until the next login, `{"mnemonicPhrase":...,"Bip39Passphrase":...}`.

 # Safety
 `params_json` must be a text of C.
 */
char *MultiAccountImportMnemonic(const char *params_json);

/*
 Takes a key of the open profile into memory, `{"address":...,"password":...}`.

 # Safety
 `params_json` must be a text of C.
 */
char *MultiAccountLoadAccount(const char *params_json);

/*
 Keeps a key from memory in the open profile, `{"accountID":...,"password":...}`.

 # Safety
 `params_json` must be a text of C.
 */
char *MultiAccountStoreAccount(const char *params_json);

/*
 Keeps the keys at paths below a key in memory in the open profile, `{"accountID":...,"paths":[...],"password":...}`.

 # Safety
 `params_json` must be a text of C.
 */
char *MultiAccountStoreDerivedAccounts(const char *params_json);

/*
 Forgets the keys in memory.
 */
char *MultiAccountReset(void);

/*
 Gives `{"error":""}`: private keys rest in the encrypted profile, and no folder has to be made for them.

 # Safety
 `keydir` must be a text of C.
 */
char *InitKeystore(const char *keydir);

/*
 Whether a password opens a profile: `{"keyUID":...,"password":...}`.

 # Safety
 `request_json` must be a text of C.
 */
char *VerifyDatabasePasswordV2(const char *request_json);

/*
 Checks the password of an account; there are no key files to move:
 `{"account":{...},"password":...,"oldDir":...,"newDir":...}`.

 # Safety
 `request_json` must be a text of C.
 */
char *MigrateKeyStoreDirV2(const char *request_json);

/*
 Forgets a key that was brought in and is of no account: `{"address":...,"password":...,"keyStoreDir":...}`.

 # Safety
 `request_json` must be a text of C.
 */
char *DeleteImportedKeyV2(const char *request_json);

/*
 Whether the key of an account is here and this is the password of the profile. The folder is not looked at.

 # Safety
 `key_store_dir`, `address` and `password` must be texts of C.
 */
char *VerifyAccountPassword(const char *_key_store_dir, const char *address, const char *password);

/*
 As `VerifyDatabasePasswordV2`. Deprecated.

 # Safety
 `key_uid` and `password` must be texts of C.
 */
char *VerifyDatabasePassword(const char *key_uid, const char *password);

/*
 Another password opens a profile from now on; one that is open stays open. The signals `db.reEncryption.started` and
 `db.reEncryption.finished` come once for each of its two databases.

 # Safety
 `key_uid`, `password` and `new_password` must be texts of C.
 */
char *ChangeDatabasePassword(const char *key_uid, const char *password, const char *new_password);

/*
 Removes a profile from this device, after a logout if it is open. The folder is not looked at.

 # Safety
 `key_uid` and `key_store_dir` must be texts of C.
 */
char *DeleteMultiaccount(const char *key_uid, const char *_key_store_dir);

/*
 As `MigrateKeyStoreDirV2`. Deprecated.

 # Safety
 `account_data`, `password`, `old_dir` and `new_dir` must be texts of C.
 */
char *MigrateKeyStoreDir(const char *account_data, const char *password, const char *_old_dir, const char *_new_dir);

/*
 As `DeleteImportedKeyV2`. Deprecated.

 # Safety
 `address`, `password` and `key_store_dir` must be texts of C.
 */
char *DeleteImportedKey(const char *address, const char *password, const char *_key_store_dir);

/*
 Moves the keys of the profile to a keycard; the new password opens it from then on.

 # Safety
 `account_data`, `settings_json`, `keycard_uid`, `password` and `new_password` must be texts of C.
 */
char *ConvertToKeycardAccount(const char *account_data,
                              const char *settings_json,
                              const char *keycard_uid,
                              const char *password,
                              const char *new_password);

/*
 Takes the keys of the profile back from a keycard by its phrase; the new password opens it from then on.

 # Safety
 `mnemonic`, `current_password` and `new_password` must be texts of C.
 */
char *ConvertToRegularAccount(const char *mnemonic, const char *current_password, const char *new_password);

/*
 Takes another fleet from the next login on, with a configuration of the node in JSON, which may be empty.

 # Safety
 `fleet` and `config_json` must be texts of C.
 */
char *SwitchFleet(const char *fleet, const char *config_json);

/*
 Checks a configuration of the node: `{"status":true}`, or what is wrong with it.

 # Safety
 `config_json` must be a text of C.
 */
char *ValidateNodeConfig(const char *config_json);

/*
 Refuses: there are no peers of Ethereum here.

 # Safety
 `enode` must be a text of C.
 */
char *AddPeer(const char *enode);

/*
 Gives `{"error":""}`: no data of a chain is kept in files.
 */
char *ResetChainData(void);

/*
 Gives `{"error":""}`: the settings of the profile say what is told.
 */
char *StartLocalNotifications(void);

/*
 Gives `{"error":""}`: the settings of the profile say what is told.
 */
char *StopLocalNotifications(void);

/*
 Refuses: profiles are made by the tools of the system.

 # Safety
 `data_dir` must be a text of C.
 */
char *StartCPUProfile(const char *data_dir);

/*
 Gives `{"error":""}`: no profile was started.
 */
char *StopCPUProfiling(void);

/*
 Refuses: profiles are made by the tools of the system.

 # Safety
 `data_dir` must be a text of C.
 */
char *WriteHeapProfile(const char *data_dir);

/*
 Signs `{"data":...,"account":...,"password":...}` with the prefix of Ethereum messages.

 # Safety
 `request_json` must be a text of C.
 */
char *SignMessage(const char *request_json);

/*
 Gives the address that signed: `{"message":...,"signature":...}`.

 # Safety
 `request_json` must be a text of C.
 */
char *Recover(const char *request_json);

/*
 Gives the hash of a text, or of bytes in hex with `0x`, with the prefix of Ethereum messages.

 # Safety
 `message` must be a text of C.
 */
char *HashMessage(const char *message);

/*
 Gives the digest of a document, `{"types":...,"primaryType":...,"domain":...,"message":...}`, in the older form that has
 no arrays: `{"result":...}` or an error.

 # Safety
 `data` must be a text of C.
 */
char *HashTypedData(const char *data);

/*
 Gives the digest of a document (EIP-712, version 4).

 # Safety
 `data` must be a text of C.
 */
char *HashTypedDataV4(const char *data);

/*
 Signs a document in the older form, `{"typedData":{...},"address":...,"password":...}`.

 # Safety
 `request_json` must be a text of C.
 */
char *SignTypedDataV2(const char *request_json);

/*
 Signs a document in the older form with an account of the profile.

 # Safety
 `data`, `address` and `password` must be texts of C.
 */
char *SignTypedData(const char *data, const char *address, const char *password);

/*
 Signs a document (EIP-712, version 4) with an account of the profile.

 # Safety
 `data`, `address` and `password` must be texts of C.
 */
char *SignTypedDataV4(const char *data, const char *address, const char *password);

/*
 Prepares a transaction of the profile's chain: gives it with nothing open, and the hash that is to be signed.

 # Safety
 `tx_args_json` must be a text of C.
 */
char *HashTransaction(const char *tx_args_json);

/*
 Signs a hash, 32 bytes in hex, with the chat key.

 # Safety
 `hash` must be a text of C.
 */
char *SignHash(const char *hash);

/*
 Signs a change of a group's members.

 # Safety
 `content` must be a text of C.
 */
char *SignGroupMembership(const char *content);

/*
 Gives who signed: `[[content, signature],...]` to `{"identities":[...]}`.

 # Safety
 `pairs_json` must be a text of C.
 */
char *ExtractGroupMembershipSignatures(const char *pairs_json);

/*
 Gives the 14 emoji of a public key, `0x04...`.

 # Safety
 `public_key` must be a text of C.
 */
char *EmojiHash(const char *public_key);

/*
 Gives the colour hash of a public key: pairs of length and colour.

 # Safety
 `public_key` must be a text of C.
 */
char *ColorHash(const char *public_key);

/*
 Gives the colour of a public key, 0 to 10.

 # Safety
 `public_key` must be a text of C.
 */
char *ColorID(const char *public_key);

/*
 Gives the three-word name of a public key as bare text; empty if it is no key.

 # Safety
 `public_key` must be a text of C.
 */
char *GenerateAlias(const char *public_key);

/*
 Tells whether a name is one of the three-word names.

 # Safety
 `name` must be a text of C.
 */
char *IsAlias(const char *name);

/*
 Gives the identicon of a public key as a data URI; empty if it is no key.

 # Safety
 `public_key` must be a text of C.
 */
char *Identicon(const char *public_key);

/*
 Gives the short text, `zQ3sh...`, of a public key, `0x04...`.

 # Safety
 `public_key` must be a text of C.
 */
char *SerializeLegacyKey(const char *public_key);

/*
 Gives the compressed form of a public key, 33 bytes in hex.

 # Safety
 `public_key` must be a text of C.
 */
char *CompressPublicKey(const char *public_key);

/*
 Gives the uncompressed form of a public key of 33 bytes in hex.

 # Safety
 `compressed_key` must be a text of C.
 */
char *DecompressPublicKey(const char *compressed_key);

/*
 Gives the compressed form of a public key in its short text, `zQ3sh...`.

 # Safety
 `short_key` must be a text of C.
 */
char *DeserializeAndCompressKey(const char *short_key);

/*
 Estimates `{"password":...,"userInputs":[...]}` in detail.

 # Safety
 `request_json` must be a text of C.
 */
char *GetPasswordStrength(const char *request_json);

/*
 Estimates `{"password":...,"userInputs":[...]}`: `{"score":0..4}`.

 # Safety
 `request_json` must be a text of C.
 */
char *GetPasswordStrengthScore(const char *request_json);

/*
 Decodes the values of a contract call: `{"bytesString":...,"types":[...]}`.

 # Safety
 `request_json` must be a text of C.
 */
char *DecodeParameters(const char *request_json);

/*
 Gives the call data of a transfer of a token of ERC-20: amount in its smallest unit, decimal or hex. Empty if there is
 none.

 # Safety
 `to` and `value` must be texts of C.
 */
char *EncodeTransfer(const char *to, const char *value);

/*
 Gives the call data of a function, `transfer(address,uint256)`, with values as a list in JSON. Empty if they do not fit.

 # Safety
 `method` and `params_json` must be texts of C.
 */
char *EncodeFunctionCall(const char *method,
                         const char *params_json);

/*
 Turns hex digits without `0x` into a decimal number.

 # Safety
 `hex` must be a text of C.
 */
char *HexToNumber(const char *hex);

/*
 Turns a number into hex digits without `0x`.

 # Safety
 `number` must be a text of C.
 */
char *NumberToHex(const char *number);

/*
 Gives the Keccak-256 hash of a text, in hex with `0x`.

 # Safety
 `text` must be a text of C.
 */
char *Sha3(const char *text);

/*
 Turns a text into hex with `0x`.

 # Safety
 `text` must be a text of C.
 */
char *Utf8ToHex(const char *text);

/*
 Turns hex into the text it stands for.

 # Safety
 `hex` must be a text of C.
 */
char *HexToUtf8(const char *hex);

/*
 Tells `true` or `false`: whether the capitals of an address fit.

 # Safety
 `address` must be a text of C.
 */
char *CheckAddressChecksum(const char *address);

/*
 Tells `true` or `false`: whether a text is an address.

 # Safety
 `address` must be a text of C.
 */
char *IsAddress(const char *address);

/*
 Gives an address with the capitals of its checksum.

 # Safety
 `address` must be a text of C.
 */
char *ToChecksumAddress(const char *address);

/*
 Gives the compressed form of a public key in multiformat, in an encoding of multibase or `0x`.

 # Safety
 `key` and `out_base` must be texts of C.
 */
char *MultiformatSerializePublicKey(const char *key, const char *out_base);

/*
 Gives the uncompressed form of a public key in multiformat, in an encoding of multibase or `0x`.

 # Safety
 `key` and `out_base` must be texts of C.
 */
char *MultiformatDeserializePublicKey(const char *key, const char *out_base);

/*
 Sends a transaction on the chain of the profile, signed with the key of its account.

 # Safety
 `tx_args_json` and `password` must be texts of C.
 */
char *SendTransaction(const char *tx_args_json, const char *password);

/*
 Sends a transaction on a chain, signed with the key of its account.

 # Safety
 `tx_args_json` and `password` must be texts of C.
 */
char *SendTransactionWithChainID(int chain_id, const char *tx_args_json, const char *password);

/*
 Sends a transaction on the chain of the profile with a signature that was made elsewhere: R, S and V in hex without
 prefix.

 # Safety
 `tx_args_json` and `signature` must be texts of C.
 */
char *SendTransactionWithSignature(const char *tx_args_json, const char *signature);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* LIBSTATUS_H */
