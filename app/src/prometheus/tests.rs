use super::*;

#[test]
fn a_metric_has_help_type_and_samples() {
    let mut text = Exposition::default();
    text.single("waku_peers", Kind::Gauge, "Connected peers.", 3);
    text.metric("waku_requests_total", Kind::Counter, "Requests.");
    text.sample("waku_requests_total", &[("protocol", "a"), ("outcome", "b\"\\\n")], 7_u64);
    let expected = "# HELP waku_peers Connected peers.\n# TYPE waku_peers gauge\nwaku_peers 3\n\
        # HELP waku_requests_total Requests.\n# TYPE waku_requests_total counter\n\
        waku_requests_total{protocol=\"a\",outcome=\"b\\\"\\\\\\n\"} 7\n";
    assert_eq!(text.finish(), expected);
}

#[test]
fn times_are_counted_in_every_bucket_that_they_are_below() {
    let times = Times::default();
    for micros in [90, 100, 101, 20_000, 6_000_000] {
        times.count(Duration::from_micros(micros));
    }
    let mut text = Exposition::default();
    text.times("t", "How long.", &times);
    let text = text.finish();
    for line in [
        "t_bucket{le=\"0.0001\"} 2",
        "t_bucket{le=\"0.00025\"} 3",
        "t_bucket{le=\"0.025\"} 4",
        "t_bucket{le=\"5\"} 4",
        "t_bucket{le=\"+Inf\"} 5",
        "t_sum 6.020291",
        "t_count 5",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
}
