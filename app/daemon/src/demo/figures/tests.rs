use super::*;

const MS: fn(u64) -> Duration = Duration::from_millis;

#[test]
fn times_are_shown_in_a_readable_unit() {
    let shown = [MS(3), MS(42), MS(999), MS(1480)].map(show_time);
    assert_eq!(shown, ["3.0 ms", "42 ms", "999 ms", "1.48 s"]);
}

#[test]
fn one_slow_message_does_not_make_the_median() {
    assert_eq!(median(&mut [MS(9000), MS(20), MS(10)]), Some(MS(20)));
    assert_eq!(median(&mut []), None);
}

#[test]
fn the_table_shows_what_was_measured_and_says_what_was_not() {
    let figures = Figures { log_in: vec![MS(70)], memory: vec![31_250_000, 30_000_000], ..Figures::default() };
    let rows = figures.rows();
    assert_eq!(rows[2], Row { what: "login to node.login", here: "70 ms".to_owned(), status_go: "0.83 s" });
    assert_eq!(rows[6].here, "31.2 MB");
    assert_eq!(rows[0].here, "not measured");
}
