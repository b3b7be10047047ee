use proptest::prelude::*;

use super::*;
use crate::crypto::PrivateKey;

fn key() -> PrivateKey {
    PrivateKey::from_bytes(&[0x46; 32]).unwrap()
}

fn number() -> impl Strategy<Value = U256> {
    prop_oneof![
        Just(U256::ZERO),
        Just(U256::MAX),
        any::<u64>().prop_map(U256::from),
        any::<[u64; 4]>().prop_map(U256::from_limbs)
    ]
}

fn access_list() -> impl Strategy<Value = Vec<AccessListItem>> {
    let item = (any::<[u8; 20]>(), prop::collection::vec(any::<[u8; 32]>(), 0..3))
        .prop_map(|(address, storage_keys)| AccessListItem { address, storage_keys });
    prop::collection::vec(item, 0..3)
}

fn fees() -> impl Strategy<Value = TransactionFees> {
    prop_oneof![
        number().prop_map(|gas_price| TransactionFees::Legacy { gas_price }),
        (number(), access_list())
            .prop_map(|(gas_price, access_list)| TransactionFees::AccessList { gas_price, access_list }),
        (number(), number(), access_list()).prop_map(|(max_fee_per_gas, max_priority_fee_per_gas, access_list)| {
            TransactionFees::Dynamic { max_fee_per_gas, max_priority_fee_per_gas, access_list }
        }),
    ]
}

fn transaction() -> impl Strategy<Value = Transaction> {
    let input = prop::collection::vec(any::<u8>(), 0..80);
    (any::<u64>(), any::<u64>(), any::<u64>(), any::<Option<[u8; 20]>>(), number(), input, fees()).prop_map(
        |(chain_id, nonce, gas_limit, to, value, input, fees)| Transaction {
            chain_id,
            nonce,
            gas_limit,
            to,
            value,
            input,
            fees,
        },
    )
}

/// The example of EIP-155.
#[test]
fn the_example_of_eip_155_is_met() {
    let transaction = Transaction {
        chain_id: 1,
        nonce: 9,
        gas_limit: 21_000,
        to: Some([0x35; 20]),
        value: U256::from(1_000_000_000_000_000_000_u64),
        input: Vec::new(),
        fees: TransactionFees::Legacy { gas_price: U256::from(20_000_000_000_u64) },
    };
    assert_eq!(
        hex::encode(transaction.signing_hash()),
        "daf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53"
    );
    assert_eq!(
        hex::encode(transaction.sign(&key()).encode()),
        "f86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025a028ef61340bd939bc2195fe5\
         37567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83"
    );
}

#[test]
fn a_transaction_without_chain_is_refused() {
    let mut list = rlp::List::default();
    list.push(&1_u8).push(&1_u8).push(&21_000_u64).push_bytes(&[7; 20]).push(&1_u8).push_bytes(&[]);
    list.push(&27_u8).push(&U256::from(1)).push(&U256::from(1));
    assert_eq!(SignedTransaction::decode(&list.finish(&[])), Err(TransactionError::Unprotected));
}

#[test]
fn the_greater_s_is_refused() {
    // The order of the group.
    let order = U256::from_str_radix("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16).unwrap();
    let transaction = Transaction {
        chain_id: 1,
        nonce: 0,
        gas_limit: 0,
        to: None,
        value: U256::ZERO,
        input: Vec::new(),
        fees: TransactionFees::Legacy { gas_price: U256::ZERO },
    };
    let mut signature = transaction.clone().sign(&key()).signature().to_bytes();
    assert!(transaction.clone().with_signature(&signature).is_ok());
    let s = U256::from_be_slice(&signature[32..64]);
    signature[32..64].copy_from_slice(&(order - s).to_be_bytes::<32>());
    signature[64] ^= 1;
    assert_eq!(transaction.clone().with_signature(&signature), Err(TransactionError::InvalidSignature));
    assert_eq!(transaction.clone().with_signature(&[0; 64]), Err(TransactionError::SignatureSize));
    assert_eq!(transaction.with_signature(&[0; 65]), Err(TransactionError::InvalidSignature));
}

#[test]
fn a_request_says_what_is_open_and_what_is_wrong() {
    let mut request = TransactionRequest { from: [1; 20], input: vec![1], data: vec![2], ..Default::default() };
    assert_eq!(request.to_transaction(1), Err(TransactionError::AmbiguousInput));
    request.data = vec![1];
    assert!(request.needs_gas_price());
    assert_eq!(request.to_transaction(1), Err(TransactionError::Missing("a gas price")));
    request.gas_price = Some(U256::from(5));
    assert_eq!(request.to_transaction(1), Err(TransactionError::Missing("a nonce")));
    request.nonce = Some(3);
    assert_eq!(request.to_transaction(1), Err(TransactionError::Missing("a gas limit")));
    request.gas = Some(21_000);
    request.max_fee_per_gas = Some(U256::from(9));
    assert_eq!(request.to_transaction(1).unwrap().kind(), 0);
    request.max_priority_fee_per_gas = Some(U256::from(1));
    let transaction = request.to_transaction(1).unwrap();
    assert_eq!((transaction.kind(), transaction.input.as_slice()), (2, &[1][..]));
    assert_eq!(request.check_sender(&[2; 20]), Err(TransactionError::InvalidSender));
    assert_eq!(request.check_nonce(4), Err(TransactionError::BadNonce { expected: 4, found: 3 }));
}

proptest! {
    #[test]
    fn what_was_signed_is_read_again_and_names_its_signer(transaction in transaction()) {
        let signed = transaction.clone().sign(&key());
        prop_assert_eq!(signed.sender(), Ok(key().public_key().address()));
        let read = SignedTransaction::decode(&signed.encode()).unwrap();
        prop_assert_eq!(read.transaction(), &transaction);
        prop_assert_eq!(&read, &signed);
        prop_assert_eq!(transaction.with_signature(&signed.signature().to_bytes()), Ok(signed));
    }

    #[test]
    fn any_change_of_a_field_needs_another_signature(first in transaction(), second in transaction()) {
        prop_assert_eq!(first == second, first.signing_hash() == second.signing_hash());
    }

    #[test]
    fn what_is_read_is_written_the_same(mut bytes in prop::collection::vec(any::<u8>(), 0..200), transaction in transaction(), at: usize, with: u8) {
        if let Ok(read) = SignedTransaction::decode(&bytes) {
            prop_assert_eq!(read.encode(), bytes.clone());
        }
        bytes = transaction.sign(&key()).encode();
        let at = at % bytes.len();
        bytes[at] = with;
        if let Ok(read) = SignedTransaction::decode(&bytes) {
            prop_assert_eq!(read.encode(), bytes);
        }
    }
}
