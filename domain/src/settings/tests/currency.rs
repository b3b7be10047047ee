use std::collections::BTreeSet;

use super::super::*;

#[test]
fn every_line_of_the_list_is_a_currency_and_none_is_there_twice() {
    let lines = include_str!("../../../data/currencies.tsv").lines().filter(|line| !line.starts_with('#')).count();
    let ids: BTreeSet<_> = currencies().map(|currency| currency.id).collect();
    assert_eq!((currencies().count(), ids.len()), (lines, lines));
    for currency in currencies() {
        assert!(currency.id.bytes().all(|letter| letter.is_ascii_lowercase()), "{}", currency.id);
        let is_country = currency.country.len() == 2 && currency.country.bytes().all(|c| c.is_ascii_uppercase());
        assert!(currency.is_token() || is_country, "{}", currency.id);
        assert_eq!(currency.symbol.is_empty(), currency.is_token(), "{}", currency.id);
    }
}

#[test]
fn the_flag_is_that_of_the_country() {
    let euro = currencies().find(|currency| currency.id == "eur").unwrap();
    assert_eq!((euro.flag().as_str(), euro.flag_code_points().as_str()), ("\u{1f1ea}\u{1f1fa}", "1f1ea-1f1fa"));
    let ether = currencies().find(|currency| currency.id == "eth").unwrap();
    assert_eq!((ether.flag().as_str(), ether.flag_code_points().as_str(), ether.is_popular), ("", "", false));
}

#[test]
fn the_default_of_the_setting_is_listed_first() {
    let first = currencies().next().unwrap();
    assert_eq!(setting(&[], "currency"), first.id);
    assert!(first.is_popular);
}
