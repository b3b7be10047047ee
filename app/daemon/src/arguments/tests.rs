use clap::CommandFactory as _;

use super::*;

fn parse_all(arguments: &[&str]) -> Result<Arguments, clap::Error> {
    let all = ["status-backend"].iter().chain(arguments).map(OsString::from);
    Arguments::try_parse_from(with_two_dashes(all))
}

fn parse(arguments: &[&str]) -> Result<Serve, clap::Error> {
    parse_all(arguments).map(|arguments| arguments.serve.unwrap())
}

fn refusal(address: &str) -> String {
    parse(&["--address", address]).unwrap_err().to_string()
}

#[test]
fn the_command_line_is_consistent() {
    Arguments::command().debug_assert();
}

#[test]
fn one_or_two_dashes_with_or_without_equals_sign() {
    for form in [&["--address", "127.0.0.1:80"][..], &["-address", "127.0.0.1:80"], &["-address=127.0.0.1:80"]] {
        let arguments = parse(form).unwrap();
        assert_eq!(arguments.address.socket, "127.0.0.1:80".parse().unwrap());
        assert!(!arguments.allow_remote);
    }
}

#[test]
fn the_demo_needs_no_address() {
    assert!(matches!(parse_all(&["demo"]).unwrap().task, Some(Task::Demo(_))));
    assert!(parse_all(&["demo", "--messages", "0"]).is_err());
}

#[test]
fn names_and_ipv6_addresses_are_taken() {
    assert!(parse(&["--address", "localhost:0"]).unwrap().address.socket.ip().is_loopback());
    assert_eq!(parse(&["--address", "[::1]:7"]).unwrap().address.socket, "[::1]:7".parse().unwrap());
    assert!(parse(&["--address", ":7"]).unwrap().address.socket.ip().is_unspecified());
}

#[test]
fn a_missing_or_wrong_address_is_explained() {
    assert!(refusal("").contains("missing port in address"));
    assert!(refusal("localhost").contains("missing port in address"));
    assert!(refusal("localhost:http").contains(r#"not "http""#));
    assert!(refusal("127.0.0.1:65536").contains("from 0 to 65535"));
    assert!(refusal("::1:80").contains("needs brackets"));
    assert!(refusal("no.such.host.invalid:80").contains("is not known"));
}
