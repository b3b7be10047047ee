//! The header and the API table name the same functions.

use std::collections::BTreeSet;

/// What the header has besides functions of one text or none.
const OTHERS: [&str; 24] = [
    "AppStateChange",
    "ChangeDatabasePassword",
    "ConnectionChange",
    "ConvertToKeycardAccount",
    "ConvertToRegularAccount",
    "DeleteImportedKey",
    "DeleteMultiaccount",
    "EncodeFunctionCall",
    "EncodeTransfer",
    "Free",
    "GenerateImages",
    "MigrateKeyStoreDir",
    "MultiformatDeserializePublicKey",
    "MultiformatSerializePublicKey",
    "SendTransaction",
    "SendTransactionWithChainID",
    "SendTransactionWithSignature",
    "SetSignalEventCallback",
    "SignTypedData",
    "SignTypedDataV4",
    "SwitchFleet",
    "TriggerTestSignal",
    "VerifyAccountPassword",
    "VerifyDatabasePassword",
];

const HEADER: &str = include_str!("../include/libstatus.h");

/// The names of all functions that the header declares.
fn declared() -> BTreeSet<&'static str> {
    let starts = |line: &'static str| line.strip_prefix("char *").or_else(|| line.strip_prefix("void "));
    HEADER.lines().filter_map(starts).filter_map(|rest| rest.split_once('(')).map(|(name, _)| name).collect()
}

#[test]
fn the_header_has_every_function_of_the_table() {
    let expected: BTreeSet<_> = status_app::functions().into_iter().chain(OTHERS).collect();
    assert_eq!(declared(), expected);
}
