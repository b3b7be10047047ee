//! The name of a key file: time of writing in UTC, and address.

use status_ports::UnixMillis;

const MILLIS_PER_DAY: u64 = 86_400_000;

/// Days of 400 years, after which the calendar repeats.
const DAYS_PER_ERA: u64 = 146_097;

/// `UTC--2026-11-23T07-12-59.289000000Z--` and the address as 40 lower-case hex digits.
#[must_use]
pub fn file_name(now: UnixMillis, address: &[u8; 20]) -> String {
    let (year, month, day) = civil_date(now / MILLIS_PER_DAY);
    let millis = now % MILLIS_PER_DAY;
    let (hour, minute, second) = (millis / 3_600_000, millis / 60_000 % 60, millis / 1000 % 60);
    let millis = millis % 1000;
    let address = hex::encode(address);
    format!("UTC--{year:04}-{month:02}-{day:02}T{hour:02}-{minute:02}-{second:02}.{millis:03}000000Z--{address}")
}

/// Year, month (1 to 12) and day (1 to 31) of a day counted from 1970-01-01.
///
/// Years are taken to begin in March, so that the leap day is the last one; then every five months have 153 days.
#[expect(clippy::arithmetic_side_effects, reason = "the number of days is below 2^38, and every divisor is a literal")]
pub(super) const fn civil_date(days: u64) -> (u64, u64, u64) {
    // Days from 0000-03-01.
    let days = days + 719_468;
    let (era, day_of_era) = (days / DAYS_PER_ERA, days % DAYS_PER_ERA);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + if month <= 2 { 1 } else { 0 };
    (year, month, day)
}
