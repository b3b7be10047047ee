use super::*;

#[test]
fn servers_are_numbers_with_a_port_or_without() {
    let server = |text: &str| DnsLookup::parse_server(text).map(|server| server.to_string());
    assert_eq!(server("1.1.1.1").as_deref(), Some("1.1.1.1:53"));
    assert_eq!(server("1.1.1.1:5353").as_deref(), Some("1.1.1.1:5353"));
    assert_eq!(server("::1").as_deref(), Some("[::1]:53"));
    assert_eq!(server("[::1]:5353").as_deref(), Some("[::1]:5353"));
    for text in ["", "dns.example", "1.1.1", "1.1.1.1:"] {
        assert_eq!(server(text), None);
    }
}
