use http::HeaderValue;

use super::*;

fn local() -> Access {
    Access::new("127.0.0.1".parse().unwrap(), ["status.box".to_owned()], ["https://app.example/".to_owned()])
}

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    pairs
        .iter()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_bytes(value.as_bytes()).unwrap()))
        .collect()
}

fn check(access: &Access, target: &str, pairs: &[(&'static str, &str)]) -> Result<Option<String>, Refusal> {
    access.check(&target.parse().unwrap(), &headers(pairs)).map(|origin| origin.map(str::to_owned))
}

#[test]
fn this_machine_is_known_by_its_names_and_addresses() {
    for host in ["127.0.0.1:1", "127.8.9.1", "localhost", "LocalHost:99", "localhost.:99", "[::1]:1", "status.box"] {
        assert_eq!(check(&local(), "/", &[("host", host)]), Ok(None), "{host}");
    }
}

#[test]
fn a_name_that_was_made_to_lead_here_is_refused() {
    let foreign = [
        "evil.example:80",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "192.168.0.7:80",
        "user@127.0.0.1",
        "",
        "127.0.0.1:80/x",
        "\u{e4}",
    ];
    for host in foreign {
        assert!(matches!(check(&local(), "/", &[("host", host)]), Err(Refusal::Host(_))), "{host}");
    }
    let refusal = check(&local(), "/", &[("host", "evil.example:80")]).unwrap_err();
    assert!(refusal.to_string().ends_with("--allow-host evil.example"), "{refusal}");
}

#[test]
fn host_must_be_there_once_and_the_target_must_agree() {
    assert_eq!(check(&local(), "/", &[]), Err(Refusal::NoHost));
    let mut twice = headers(&[("host", "localhost")]);
    twice.append(HOST, HeaderValue::from_static("localhost"));
    assert_eq!(local().check(&"/".parse().unwrap(), &twice), Err(Refusal::NoHost));
    let refused = check(&local(), "http://evil.example/health", &[("host", "localhost")]);
    assert_eq!(refused, Err(Refusal::Host("evil.example".to_owned())));
    assert_eq!(check(&local(), "http://localhost/health", &[("host", "localhost")]), Ok(None));
}

#[test]
fn whoever_listens_everywhere_is_any_address_but_not_any_name() {
    let everywhere = Access::new("0.0.0.0".parse().unwrap(), [String::new()], []);
    assert_eq!(check(&everywhere, "/", &[("host", "192.168.0.7:80")]), Ok(None));
    assert!(check(&everywhere, "/", &[("host", "evil.example:80")]).is_err());
    let bound = Access::new("192.168.0.7".parse().unwrap(), [], []);
    assert_eq!(check(&bound, "/", &[("host", "192.168.0.7:80")]), Ok(None));
    assert!(check(&bound, "/", &[("host", "192.168.0.8:80")]).is_err());
}

#[test]
fn pages_of_this_machine_and_trusted_ones_may_ask() {
    for origin in ["http://localhost:3000", "https://127.0.0.1", "http://[::1]:8080", "https://app.example"] {
        let checked = check(&local(), "/", &[("host", "localhost"), ("origin", origin)]);
        assert_eq!(checked, Ok(Some(origin.to_owned())));
    }
}

#[test]
fn other_pages_may_not_ask() {
    let foreign =
        ["https://evil.example", "http://app.example", "https://app.example:8443", "null", "file://localhost", ""];
    for origin in foreign {
        let checked = check(&local(), "/", &[("host", "localhost"), ("origin", origin)]);
        assert_eq!(checked, Err(Refusal::Origin(origin.to_owned())), "{origin}");
    }
}

#[test]
fn an_image_of_a_foreign_page_is_refused_though_it_has_no_origin() {
    let with = |site| check(&local(), "/", &[("host", "localhost"), ("sec-fetch-site", site)]);
    assert_eq!(with("cross-site"), Err(Refusal::Site));
    for site in ["none", "same-origin", "same-site"] {
        assert_eq!(with(site), Ok(None));
    }
}
