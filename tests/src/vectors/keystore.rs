//! `keystore.json`: password hashes and key files.

use serde_json::Value;
use status_domain::identity::checksum_address;
use status_domain::identity::keystore::{KeyFile, OpenedKey};
use status_domain::identity::password_hash;

use super::{boolean, bytes, check, expect_equal, find_text, get, text};

pub(super) fn run(case: &Value) -> Result<(), String> {
    match text(case, "kind")? {
        "password_hash" => expect_equal("hash", password_hash(text(case, "password")?).as_str(), text(case, "hash")?),
        "key_file" => key_file_case(case),
        "extended_key_file" => extended_key_file_case(case),
        "geth_file" => open(case).map(drop),
        other => Err(format!("unknown kind {other}")),
    }
}

fn key_file_case(case: &Value) -> Result<(), String> {
    let opened = open(case)?;
    let expected = match case.get("extended_key_present") {
        None | Some(Value::Null) => false,
        Some(_) => boolean(case, "extended_key_present")?,
    };
    expect_equal("presence of an extended key", opened.extended_key.is_some(), expected)?;
    check_members(case)
}

fn extended_key_file_case(case: &Value) -> Result<(), String> {
    let opened = open(case)?;
    let extended = opened.extended_key.ok_or("no extended key in the file")?;
    expect_equal("extended key", extended.to_text().as_str(), text(case, "extended_private_key")?)?;
    check_members(case)
}

/// What was read is written again with the same members in the same order.
fn check_members(case: &Value) -> Result<(), String> {
    let file = get(case, "file")?;
    expect_equal("file written again", parse(file)?.to_json(), file.to_string())
}

fn parse(file: &Value) -> Result<KeyFile, String> {
    KeyFile::parse(file.to_string().as_bytes()).map_err(|error| error.to_string())
}

fn open(case: &Value) -> Result<OpenedKey, String> {
    let file = parse(get(case, "file")?)?;
    let password = text(case, "password")?;
    let opened = file.open(password).map_err(|error| error.to_string())?;
    expect_equal("private key", opened.private_key.to_bytes().to_vec(), bytes(case, "private_key")?)?;
    if let Some(address) = find_text(case, "address")? {
        let ours = checksum_address(&opened.private_key.public_key().address());
        expect_equal("address", ours.as_str(), address)?;
    }
    check(file.open(&format!("{password} ")).is_err(), "opens with a wrong password")?;
    Ok(opened)
}
