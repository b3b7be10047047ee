//! What web pages and chains hand to the wallet.

use status_domain::identity::{checksum_address, parse_address};
use status_domain::wallet::{
    FunctionSignature, SignedTransaction, TypedData, decode_abi, encode_abi, has_checksum, hex_to_decimal, hex_to_utf8,
    is_address_text, name_hash, normalize_name, number_to_hex, parse_token_id, read_content_hash, read_ens_public_key,
    read_reverse_name, resource,
};

/// A document that a page wants to be signed has one digest, or none.
pub(crate) fn typed_data(input: &[u8]) {
    let Ok(document) = serde_json::from_slice::<TypedData>(input) else { return };
    let _ = document.check_complete();
    let _ = document.check_chain(1);
    assert_eq!(document.hash_v4(), document.hash_v4());
    let _ = document.hash_legacy(1);
}

/// A transaction that is read is written the same, and names its signer or none.
pub(crate) fn raw_transaction(input: &[u8]) {
    let Ok(signed) = SignedTransaction::decode(input) else { return };
    assert_eq!(signed.encode(), input);
    if let Ok(sender) = signed.sender() {
        let signature = signed.signature().to_bytes();
        let again = signed.transaction().clone().with_signature(&signature).map(|again| again.sender());
        assert_eq!(again, Ok(Ok(sender)));
    }
}

/// A line with a function, and behind it call data: what is read can be written.
pub(crate) fn call_data(input: &[u8]) {
    let at = input.iter().position(|byte| *byte == b'\n').unwrap_or(input.len());
    let (line, rest) = input.split_at(at);
    let Ok(signature) = String::from_utf8_lossy(line).parse::<FunctionSignature>() else { return };
    let bytes = rest.get(1..).unwrap_or_default();
    let _ = signature.decode(bytes);
    if let Ok(values) = decode_abi(&signature.inputs, bytes) {
        // Texts that are no UTF-8 were mended, so that only what is written then comes back.
        let written = encode_abi(&signature.inputs, &values).expect("values that were read fit their types");
        assert_eq!(decode_abi(&signature.inputs, &written), Ok(values));
    }
}

/// What whoever owns a name has its contract answer: a key is one, and a page is one of a host.
pub(crate) fn ens_answer(input: &[u8]) {
    if let Ok(Some(key)) = read_ens_public_key(input) {
        assert_eq!(key.to_uncompressed().get(1..), Some(input));
    }
    if let Ok(name) = read_reverse_name(input) {
        assert_eq!(normalize_name(name.as_str()).as_deref(), Ok(name.as_str()));
    }
    let content_hash = read_content_hash(input).unwrap_or_else(|_| input.to_vec());
    if let Ok(page) = resource(&content_hash) {
        assert!(!page.host.is_empty() && !page.host.contains(['@', '?', '#', '\\', ' ']));
    }
}

/// Names and numbers as people write them.
pub(crate) fn wallet_text(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let _ = name_hash(text);
    if let Ok(normal) = normalize_name(text) {
        assert_eq!(normalize_name(&normal), Ok(normal));
    }
    if let Ok(number) = parse_token_id(text) {
        assert_eq!(parse_token_id(&number.to_string()), Ok(number));
    }
    let _ = (hex_to_decimal(text), hex_to_utf8(text), number_to_hex(text));
    if is_address_text(text)
        && let Ok(address) = parse_address(text)
    {
        assert!(has_checksum(&checksum_address(&address)));
    }
}
