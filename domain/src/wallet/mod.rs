//! Money: what signing and talking to contracts needs, what it costs, and which way it goes.

mod abi;
pub mod activity;
pub mod balance;
mod call_data;
mod contracts;
mod currency;
mod ens;
mod error_response;
pub mod execution;
pub mod fee;
pub mod market;
pub mod network;
mod personal_message;
pub mod provider;
pub mod route;
mod sticker;
pub mod token;
mod token_id;
mod transaction;
mod typed_data;
mod wallet_connect;
mod web3_text;

pub use abi::{AbiError, AbiType, AbiValue, FunctionCall, FunctionSignature, called_function, decode_abi, encode_abi};
pub use call_data::{
    address_word, call_data, ens_register, ens_release, ens_set_public_key, erc20_allowance, erc20_approve,
    erc20_balance_of, erc20_transfer, erc721_safe_transfer_from, erc721_transfer_from, erc1155_safe_transfer_from,
    number_word, read_address, read_number, snt_approve_and_call, stickers_buy,
};
pub use contracts::{COMMUNITY_DIRECTORY, ENS_REGISTRY, MAINNET, OPTIMISM, SEPOLIA, StatusContracts, status_contracts};
pub use currency::{
    CurrencyFormat, UnknownCurrency, fiat_format, fiat_formats, is_fiat, token_display_decimals, token_format,
};
pub use ens::{
    ContentHashError, EnsAnswerError, EnsName, EnsNameError, PublicKeyCoordinates, Resource, UsernameLabel,
    check_ens_name, ens_address_of, ens_content_hash_of, ens_expiration_of, ens_owner_of, ens_price, ens_public_key_of,
    ens_resolver_of, ens_reverse_name_of, is_offchain_lookup, label_hash, name_hash, normalize_name, read_content_hash,
    read_ens_public_key, read_reverse_name, registered_label, registrar_node, resource, reverse_node,
};
pub use error_response::{ErrorResponse, GENERIC_ERROR_CODE};
pub use personal_message::{
    HashLengthError, PersonalMessageError, hash_personal_message, recover_personal_message, sign_hash,
    sign_personal_message,
};
pub use sticker::{
    StickerPackOffer, read_sticker_pack, sticker_pack_count, sticker_pack_of, sticker_pack_of_token, sticker_token_of,
};
pub use token_id::{TokenIdError, parse_token_id};
pub use transaction::{
    AccessListItem, SignedTransaction, Transaction, TransactionError, TransactionFees, TransactionRequest,
};
pub use typed_data::{TypedData, TypedDataError, TypedDataField, sign_typed_data};
pub use wallet_connect::{
    AgreedSession, ConnectedPage, EIP155, WalletConnectError, add_wallet_connect_session, connected_pages,
    end_wallet_connect_session,
};
pub use web3_text::{
    has_checksum, hex_to_decimal, hex_to_utf8, is_address_text, number_to_hex, to_checksum_text, utf8_to_hex,
};

#[cfg(test)]
mod tests;
