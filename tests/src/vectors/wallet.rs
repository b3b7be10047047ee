//! `wallet.json`: signatures, transactions, names, call data and formats.

use std::str::FromStr;

use ruint::aliases::U256;
use serde_json::Value;
use status_domain::crypto::{PrivateKey, PublicKey};
use status_domain::identity::{checksum_address, parse_address};
use status_domain::wallet::{
    PublicKeyCoordinates, SignedTransaction, Transaction, TransactionFees, TypedData, TypedDataError, check_ens_name,
    ens_register, ens_release, ens_set_public_key, erc20_approve, erc20_transfer, erc721_safe_transfer_from,
    erc721_transfer_from, erc1155_safe_transfer_from, fiat_format, hash_personal_message, is_fiat, label_hash,
    name_hash, parse_token_id, recover_personal_message, registered_label, sign_personal_message, sign_typed_data,
    snt_approve_and_call, status_contracts, stickers_buy, token_display_decimals,
};

use super::{boolean, bytes, check, check_error, expect_equal, find_bytes, find_text, get, text, u64_field};

pub(super) fn run(case: &Value) -> Result<(), String> {
    match text(case, "kind")? {
        "personal_sign" => personal_sign(case),
        "typed_data" => typed_data(case),
        "transaction" => transaction(case),
        "ens_name" => ens_name(case),
        "public_key_coordinates" => {
            let coordinates = coordinates(case)?;
            expect_equal("x", coordinates.x.to_vec(), bytes(case, "x")?)?;
            expect_equal("y", coordinates.y.to_vec(), bytes(case, "y")?)
        }
        "calldata" => calldata(case),
        "fiat_format" => format(case),
        "token_display_decimals" => {
            let price = get(case, "usd_price")?.as_f64().ok_or("the price is no number")?;
            expect_equal("decimals", token_display_decimals(price).to_string().as_str(), text(case, "decimals")?)
        }
        "token_id_from_symbol" => match check_error(case, "error", parse_token_id(text(case, "symbol")?))? {
            Some(token_id) => expect_equal("token id", token_id.to_string().as_str(), text(case, "token_id")?),
            None => Ok(()),
        },
        other => Err(format!("unknown kind {other}")),
    }
}

fn key(case: &Value) -> Result<PrivateKey, String> {
    PrivateKey::from_bytes(&bytes(case, "private_key")?).map_err(|error| error.to_string())
}

fn address(case: &Value, field: &str) -> Result<[u8; 20], String> {
    parse_address(text(case, field)?).map_err(|error| format!("{field}: {error}"))
}

/// A number beyond 64 bits is written as a text.
fn amount(case: &Value, field: &str) -> Result<U256, String> {
    U256::from_str(text(case, field)?).map_err(|error| format!("{field}: {error}"))
}

fn coordinates(case: &Value) -> Result<PublicKeyCoordinates, String> {
    let key = PublicKey::from_bytes(&bytes(case, "public_key")?).map_err(|error| error.to_string())?;
    Ok(PublicKeyCoordinates::from(&key))
}

fn personal_sign(case: &Value) -> Result<(), String> {
    let (key, message) = (key(case)?, bytes(case, "message")?);
    expect_equal("hash", hash_personal_message(&message).to_vec(), bytes(case, "hash")?)?;
    let signature = sign_personal_message(&key, &message);
    expect_equal("signature", signature.to_vec(), bytes(case, "signature")?)?;
    let signer = recover_personal_message(&message, &signature).map_err(|error| error.to_string())?;
    expect_equal("signer", checksum_address(&signer).as_str(), text(case, "address")?)
}

fn typed_data(case: &Value) -> Result<(), String> {
    let document = get(case, "typed_data")?.clone();
    let document: TypedData = serde_json::from_value(document).map_err(|error| error.to_string())?;
    let key = key(case)?;
    expect_equal("address", checksum_address(&key.public_key().address()).as_str(), text(case, "address")?)?;
    if let Some(expected) = find_text(case, "type_string")? {
        expect_equal("type", document.type_text().as_str(), expected)?;
    }
    form(case, &key, "legacy", document.hash_legacy(u64_field(case, "chain_id")?))?;
    form(case, &key, "v4", document.hash_v4())
}

fn form(case: &Value, key: &PrivateKey, name: &str, ours: Result<[u8; 32], TypedDataError>) -> Result<(), String> {
    if let (Some(expected), Err(error)) = (find_text(case, &format!("{name}_error"))?, &ours) {
        expect_equal("text of the error", error.to_string().as_str(), expected)?;
    }
    let Some(hash) = check_error(case, &format!("{name}_error"), ours)? else { return Ok(()) };
    expect_equal("hash", hash.to_vec(), bytes(case, &format!("{name}_hash"))?)?;
    expect_equal("signature", sign_typed_data(key, &hash).to_vec(), bytes(case, &format!("{name}_signature"))?)
}

fn transaction(case: &Value) -> Result<(), String> {
    let fields = get(case, "transaction")?;
    let fees = match text(fields, "type")? {
        "legacy" => TransactionFees::Legacy { gas_price: amount(fields, "gas_price")? },
        "eip1559" => TransactionFees::Dynamic {
            max_fee_per_gas: amount(fields, "max_fee_per_gas")?,
            max_priority_fee_per_gas: amount(fields, "max_priority_fee_per_gas")?,
            access_list: Vec::new(),
        },
        other => return Err(format!("unknown type {other}")),
    };
    let transaction = Transaction {
        chain_id: u64_field(fields, "chain_id")?,
        nonce: u64_field(fields, "nonce")?,
        gas_limit: u64_field(fields, "gas")?,
        to: find_text(fields, "to")?.map(|_| address(fields, "to")).transpose()?,
        value: amount(fields, "value")?,
        input: bytes(fields, "input")?,
        fees,
    };
    expect_equal("hash to sign", transaction.signing_hash().to_vec(), bytes(case, "hash_to_sign")?)?;
    let signed = transaction.clone().sign(&key(case)?);
    expect_equal("signature", signed.signature().to_bytes().to_vec(), bytes(case, "signature")?)?;
    expect_equal("raw", signed.encode(), bytes(case, "raw")?)?;
    expect_equal("hash", signed.hash().to_vec(), bytes(case, "hash")?)?;
    let read = SignedTransaction::decode(&bytes(case, "raw")?).map_err(|error| error.to_string())?;
    expect_equal("transaction", read.transaction(), &transaction)?;
    let sender = read.sender().map_err(|error| error.to_string())?;
    expect_equal("from", sender, address(fields, "from")?)?;
    let elsewhere = transaction.with_signature(&bytes(case, "signature")?).map_err(|error| error.to_string())?;
    expect_equal("signed elsewhere", elsewhere, read)
}

fn ens_name(case: &Value) -> Result<(), String> {
    let name = text(case, "name")?;
    expect_equal("name hash", name_hash(name).to_vec(), bytes(case, "namehash")?)?;
    expect_equal("label hash", label_hash(name).to_vec(), bytes(case, "label_hash_of_whole_string")?)?;
    expect_equal("released", registered_label(name), text(case, "name_used_for_release")?)?;
    check_error(case, "validate_error", check_ens_name(name)).map(drop)
}

fn calldata(case: &Value) -> Result<(), String> {
    let input = get(case, "input")?;
    let from = || address(input, "from");
    let to = || address(input, "to");
    let ours = match text(case, "operation")? {
        "native_transfer" => Vec::new(),
        "erc20_transfer" => erc20_transfer(&to()?, amount(input, "amount")?),
        "erc20_approve" => erc20_approve(&address(input, "spender")?, amount(input, "amount")?),
        "erc721_transfer_from" => erc721_transfer_from(&from()?, &to()?, amount(input, "token_id")?),
        "erc721_safe_transfer_from" => erc721_safe_transfer_from(&from()?, &to()?, amount(input, "token_id")?),
        "erc1155_safe_transfer_from" => {
            erc1155_safe_transfer_from(&from()?, &to()?, amount(input, "token_id")?, amount(input, "amount")?)
        }
        "ens_set_public_key" => ens_set_public_key(text(input, "username")?, &coordinates(input)?),
        "ens_release" => ens_release(text(input, "username")?),
        "ens_register" => {
            let inner = ens_register(text(input, "username")?, &from()?, &coordinates(input)?);
            of_snt(case, &address(input, "registrar")?, &inner)?
        }
        "stickers_buy" => {
            let contracts = status_contracts(u64_field(input, "chain_id")?).ok_or("no contracts on this chain")?;
            expect_equal("market", contracts.sticker_market, address(case, "sticker_market")?)?;
            let inner = stickers_buy(amount(input, "pack_id")?, &from()?, amount(input, "price")?);
            of_snt(case, &contracts.sticker_market, &inner)?
        }
        other => return Err(format!("unknown operation {other}")),
    };
    expect_equal("data", ours, bytes(case, "data")?)
}

/// What the token is told, so that it pays and calls.
fn of_snt(case: &Value, spender: &[u8; 20], inner: &[u8]) -> Result<Vec<u8>, String> {
    let input = get(case, "input")?;
    expect_equal("extra data", Some(inner.to_vec()), find_bytes(case, "extra_data")?)?;
    let contracts = status_contracts(u64_field(input, "chain_id")?).ok_or("no contracts on this chain")?;
    expect_equal("contract", contracts.snt, address(case, "transaction_to_snt_contract")?)?;
    Ok(snt_approve_and_call(spender, amount(input, "price")?, inner))
}

fn format(case: &Value) -> Result<(), String> {
    let symbol = text(case, "symbol")?;
    expect_equal("is a currency", is_fiat(symbol), boolean(case, "is_fiat")?)?;
    let Some(ours) = check_error(case, "error", fiat_format(symbol))? else { return Ok(()) };
    let expected = get(get(case, "format")?, symbol)?;
    check(ours.symbol == text(expected, "symbol")?, "another symbol")?;
    expect_equal("decimals", u64::from(ours.display_decimals), u64_field(expected, "displayDecimals")?)?;
    expect_equal("strip", ours.strip_trailing_zeroes, boolean(expected, "stripTrailingZeroes")?)
}
