use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::wallet::network::TokenOverride;

fn network(chain_id: u64, symbol: &str) -> NetworkRecord {
    NetworkRecord {
        chain_id,
        chain_name: "chain".into(),
        rpc_url: String::new(),
        original_rpc_url: String::new(),
        fallback_url: String::new(),
        original_fallback_url: String::new(),
        block_explorer_url: String::new(),
        icon_url: String::new(),
        native_currency_name: "Native".into(),
        native_currency_symbol: symbol.into(),
        native_currency_decimals: 18,
        is_test: false,
        layer: 1,
        enabled: true,
        chain_color: String::new(),
        short_name: "c".into(),
        related_chain_id: 0,
    }
}

fn custom(address: u8, symbol: &str) -> CustomTokenRecord {
    CustomTokenRecord {
        chain_id: 1,
        address: [address; 20],
        name: format!("Token {symbol}"),
        symbol: symbol.into(),
        decimals: 6,
        community_id: None,
        is_added: true,
    }
}

fn address(text: &str) -> [u8; 20] {
    crate::identity::parse_address(text).unwrap()
}

const SNT: &str = "0x744d70fdbe2ba4cf95131626614a1763df805b9e";

#[test]
fn the_lists_are_those_of_their_versions() {
    let lists: Vec<_> = token_lists().iter().map(|list| (list.id, list.version, list.tokens().len())).collect();
    assert_eq!(lists, [("uniswap", "11.8.0", 731), ("status", "1.0.0", 224)]);
    for list in token_lists() {
        assert_eq!(parse_token_list(list.text).unwrap(), list.tokens());
        let contracts: BTreeSet<_> = list.tokens().iter().map(|token| (token.chain_id, token.address)).collect();
        assert_eq!(contracts.len(), list.tokens().len(), "{} names a contract twice", list.id);
        assert!(list.tokens().iter().all(|token| token.decimals <= 18 && token.address != NATIVE_TOKEN));
    }
}

#[test]
fn the_tokens_that_clients_count_on_are_there() {
    let chains = [1, 10, 42_161, 11_155_111, 11_155_420, 421_614];
    let networks: Vec<_> = chains.iter().map(|id| network(*id, "ETH")).collect();
    let catalog = TokenCatalog::new(&networks, &TokenOverrides::new(), &[], TokenScope::Shown);
    for (chain, symbol, contract, decimals) in [
        (1, "SNT", SNT, 18),
        (10, "SNT", "0x650AF3C15AF43dcB218406d30784416D64Cfb6B2", 18),
        (42_161, "SNT", "0x707F635951193dDaFBB40971a0fCAAb8A6415160", 18),
        (11_155_111, "STT", "0xE452027cdEF746c7Cd3DB31CB700428b16cD8E51", 18),
        (11_155_111, "USDC", "0x1c7D4B196Cb0C7B01d743Fbc6116a902379C7238", 6),
        (11_155_420, "USDC", "0x5fd84259d66Cd46123540766Be93DFE6D43130D7", 6),
        (421_614, "USDC", "0x75faf114eafb1BDbe2F0316DF893fd58CE46AA4d", 6),
        (11_155_111, "YEENUS", "0x93fCA4c6E2525C09c95269055B46f16b1459BF9d", 8),
    ] {
        let token = catalog.find(chain, symbol).unwrap_or_else(|| panic!("{symbol} on {chain}"));
        assert_eq!((token.address, token.decimals), (address(contract), decimals), "{symbol} on {chain}");
        assert_eq!(catalog.find_by_address(chain, token.address), Some(token));
        assert!(token.is_verified());
    }
    let contracts: BTreeSet<_> = catalog.tokens().iter().map(|token| (token.chain_id, token.address)).collect();
    assert_eq!(contracts.len(), catalog.tokens().len(), "each contract is there once");
}

#[test]
fn what_two_lists_name_is_taken_from_the_first() {
    let catalog = TokenCatalog::new(&[network(1, "ETH")], &TokenOverrides::new(), &[], TokenScope::Shown);
    let of = |list: &'static TokenList| {
        let tokens = list.tokens().iter().filter(|token| token.chain_id == 1);
        tokens.map(|token| token.address).collect::<BTreeSet<_>>()
    };
    let [first, second] = token_lists() else { panic!("two lists") };
    let shared = of(first).intersection(&of(second)).copied().collect::<Vec<_>>();
    assert!(!shared.is_empty());
    for contract in shared {
        assert_eq!(catalog.find_by_address(1, contract).unwrap().list_id(), "uniswap");
    }
}

#[test]
fn a_chain_may_have_other_contracts_for_symbols_of_lists() {
    let other = |symbol: &str, byte| TokenOverride { symbol: symbol.to_owned(), address: [byte; 20] };
    let overrides = TokenOverrides::from([(1, vec![other("SNT", 7), other("NONE", 8)])]);
    let networks = [network(1, "ETH"), network(10, "ETH")];
    let catalog = TokenCatalog::new(&networks, &overrides, &[custom(9, "SNT")], TokenScope::Shown);
    let snt = catalog.find(1, "SNT").unwrap();
    assert_eq!((snt.address, snt.decimals, snt.is_verified()), ([7; 20], 18, true));
    assert_eq!(catalog.find_by_address(1, address(SNT)), None);
    assert_eq!(catalog.find_by_address(1, [9; 20]).unwrap().symbol, "SNT", "only what lists name");
    assert_ne!(catalog.find(10, "SNT").unwrap().address, [7; 20], "only there");
    assert_eq!(catalog.find(1, "NONE"), None);
}

#[test]
fn tokens_of_chains_that_nobody_knows_are_not_there() {
    let catalog =
        TokenCatalog::new(&[network(31_337, "ETH")], &TokenOverrides::new(), &[custom(1, "TOK")], TokenScope::Known);
    let all: Vec<_> = catalog.tokens().iter().map(|token| (token.address, token.symbol.as_ref())).collect();
    assert_eq!(all, [(NATIVE_TOKEN, "ETH")]);
}

#[test]
fn a_native_currency_comes_before_tokens_of_its_symbol() {
    let networks = [network(1, "SNT")];
    let catalog = TokenCatalog::new(&networks, &TokenOverrides::new(), &[custom(7, "ETH")], TokenScope::Shown);
    assert!(catalog.find(1, "SNT").unwrap().is_native());
    assert_eq!(catalog.find(1, "ETH").unwrap().address, [7; 20]);
    assert_eq!(catalog.find_by_address(1, NATIVE_TOKEN).unwrap().name, "Native");
    assert_eq!(catalog.find(1, "snt"), None);
    assert_eq!(catalog.find(2, "SNT"), None);
}

#[test]
fn nobody_takes_the_place_of_a_listed_token() {
    let false_snt = CustomTokenRecord { address: address(SNT), name: "Not SNT".into(), ..custom(0, "SNT") };
    let catalog = TokenCatalog::new(
        &[network(1, "ETH")],
        &TokenOverrides::new(),
        &[custom(1, "SNT"), false_snt],
        TokenScope::Known,
    );
    assert_eq!(catalog.find(1, "SNT").unwrap().address, address(SNT));
    assert_ne!(catalog.find_by_address(1, address(SNT)).unwrap().name, "Not SNT");
    assert!(!catalog.find_by_address(1, [1; 20]).unwrap().is_verified());
}

#[test]
fn what_came_unasked_is_known_and_not_shown() {
    let unasked = CustomTokenRecord { is_added: false, ..custom(1, "SPAM") };
    let of_none = CustomTokenRecord { community_id: Some(String::new()), is_added: false, ..custom(2, "NONE") };
    let of_community = CustomTokenRecord { community_id: Some("0x02ab".into()), is_added: false, ..custom(3, "COM") };
    let customs = [unasked, of_none, of_community, custom(4, "MINE")];
    let symbols = |scope| {
        let catalog = TokenCatalog::new(&[network(1, "ETH")], &TokenOverrides::new(), &customs, scope);
        catalog
            .tokens()
            .iter()
            .filter(|token| !token.is_verified())
            .map(|token| token.symbol.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(symbols(TokenScope::Shown), ["COM", "MINE"]);
    assert_eq!(symbols(TokenScope::Known), ["SPAM", "NONE", "COM", "MINE"]);
}

#[test]
fn some_tokens_follow_a_currency() {
    for (symbol, code) in [("DAI", "USD"), ("EUROC", "EUR"), ("PAXG", "XAU"), ("SNT", ""), ("dai", "")] {
        assert_eq!(token_peg(symbol), code, "{symbol}");
    }
}

#[test]
fn a_line_that_is_no_token_is_named() {
    let good = format!("1\t{}\t18\tSYM\tName", "ab".repeat(20));
    assert_eq!(parse_token_list(&format!("# a\n{good}\n")).unwrap().len(), 1);
    for bad in [
        String::new(),
        good.replace("1\t", "0\t"),
        good.replace("1\t", "x\t"),
        good.replace("ab", "a"),
        good.replace("18", "256"),
        good.replace("SYM", ""),
        good.replace("SYM", &"S".repeat(MAX_SYMBOL_LENGTH + 1)),
        good.replace("Name", "Na\u{7}me"),
        format!("{good}\tmore"),
    ] {
        assert_eq!(parse_token_list(&format!("{good}\n{bad}\n")), Err(TokenListError { line: 2 }), "{bad:?}");
    }
}

fn text_answer(text: &str) -> Vec<u8> {
    let mut answer = hex::decode(format!("{:064x}{:064x}", 32, text.len())).unwrap();
    answer.extend_from_slice(text.as_bytes());
    answer.resize(answer.len().next_multiple_of(32), 0);
    answer
}

#[test]
fn contracts_are_asked_by_their_selectors() {
    let asked = [TokenQuestion::Name, TokenQuestion::Symbol, TokenQuestion::Decimals].map(TokenQuestion::call_data);
    assert_eq!(asked.map(hex::encode), ["06fdde03", "95d89b41", "313ce567"]);
}

#[test]
fn names_are_text_or_a_word() {
    assert_eq!(decode_token_name(&text_answer("Dai Stablecoin")).as_deref(), Ok("Dai Stablecoin"));
    let mut word = [0; 32];
    word[..5].copy_from_slice(b"Maker");
    assert_eq!(decode_token_name(&word).as_deref(), Ok("Maker"));
    assert_eq!(decode_token_symbol(&text_answer(" TOK ")).as_deref(), Ok("TOK"));
    for hostile in ["", " ", "a\0b", "\u{202e}cba", &"x".repeat(MAX_NAME_LENGTH + 1)] {
        assert_eq!(decode_token_name(&text_answer(hostile)), Err(TokenError::NoName), "{hostile:?}");
    }
    for answer in [&[][..], &[0; 31], &[0; 32], &[0xff; 64]] {
        assert_eq!(decode_token_symbol(answer), Err(TokenError::NoSymbol));
    }
}

#[test]
fn decimals_are_one_byte() {
    let mut word = [0; 32];
    word[31] = 255;
    assert_eq!(decode_token_decimals(&word), Ok(255));
    word[30] = 1;
    assert_eq!(decode_token_decimals(&word), Err(TokenError::NoDecimals));
    assert_eq!(decode_token_decimals(&[]), Err(TokenError::NoDecimals));
    assert_eq!(decode_token_decimals(&[0; 33]), Err(TokenError::NoDecimals));
}

#[test]
fn a_community_is_named_by_the_last_part_of_the_path() {
    let key = crate::crypto::PrivateKey::from_bytes(&[9; 32]).unwrap().public_key();
    let text = crate::identity::compressed_key(&key);
    let id = format!("0x{}", hex::encode(key.to_compressed()));
    for uri in [format!("https://status.app/c/{text}"), format!("https://status.app/c/{text}/"), text.clone()] {
        assert_eq!(community_of_base_uri(&text_answer(&uri)).as_deref(), Some(id.as_str()), "{uri}");
    }
    for uri in ["", "/", "ipfs://somewhere/else", "https://status.app/c/zQ3sh"] {
        assert_eq!(community_of_base_uri(&text_answer(uri)), None, "{uri}");
    }
}

#[test]
fn a_custom_token_can_be_shown() {
    assert_eq!(
        custom_token(custom(1, " TOK ")),
        Ok(custom(1, "TOK")).map(|token: CustomTokenRecord| CustomTokenRecord { name: "Token  TOK".into(), ..token })
    );
    assert_eq!(custom_token(custom(0, "TOK")), Err(TokenError::Native));
    assert_eq!(custom_token(custom(1, "")), Err(TokenError::NoSymbol));
    assert_eq!(custom_token(CustomTokenRecord { name: "\n".into(), ..custom(1, "TOK") }), Err(TokenError::NoName));
}

proptest! {
    #[test]
    fn whatever_a_contract_answers_can_be_shown(answer in prop::collection::vec(any::<u8>(), 0..200)) {
        for shown in [decode_token_name(&answer).ok(), decode_token_symbol(&answer).ok()].into_iter().flatten() {
            prop_assert!(!shown.is_empty() && shown.trim() == shown && !shown.chars().any(char::is_control));
        }
        let _ = (decode_token_decimals(&answer), community_of_base_uri(&answer));
    }
}
