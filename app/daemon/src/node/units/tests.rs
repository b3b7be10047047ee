use super::*;

#[test]
fn times_and_sizes_are_read_and_written() {
    for (text, seconds) in [("45s", 45), ("90m", 5_400), ("12h", 43_200), ("30d", 2_592_000), ("2w", 1_209_600)] {
        let span: Span = text.parse().unwrap();
        assert_eq!(span.0.as_secs(), seconds);
        assert_eq!(span.to_string().parse(), Ok(span));
    }
    for (text, bytes) in [("4096", 4_096), ("1 KiB", 1_024), ("10GiB", 10 << 30), ("500MB", 500_000_000)] {
        let size: Size = text.parse().unwrap();
        assert_eq!(size.0, bytes);
        assert_eq!(size.to_string().parse(), Ok(size));
    }
    assert_eq!(Size(10 << 30).to_string(), "10GiB");
    assert_eq!(Span(Duration::from_secs(2_592_000)).to_string(), "30d");
}

#[test]
fn what_is_no_time_size_or_address_is_explained() {
    for wrong in ["", "30", "d", "0d", "1.5h", "-1d", "99999999999999999999d", "18446744073709551615w"] {
        assert!(wrong.parse::<Span>().unwrap_err().contains("30d"), "{wrong}");
    }
    for wrong in ["", "GiB", "10XB", "1.5GB", "18446744073709551615TiB"] {
        assert!(wrong.parse::<Size>().unwrap_err().contains("10GiB"), "{wrong}");
    }
    for wrong in ["", "60000", "localhost:60000", "0.0.0.0"] {
        assert!(wrong.parse::<Endpoint>().unwrap_err().contains("0.0.0.0:60000"), "{wrong}");
    }
    assert_eq!("off".parse(), Ok(Endpoint::Off));
    assert_eq!(("off".parse(), "0".parse()), (Ok(UdpPort::Off), Ok(UdpPort::At(0))));
    assert!("65536".parse::<UdpPort>().unwrap_err().contains("65535"));
}
