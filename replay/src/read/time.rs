//! Reads and writes times and durations as seconds and nanoseconds, the way protobuf counts them.

use std::fmt::Write as _;

const NANOS_PER_SECOND: i128 = 1_000_000_000;

/// The largest duration that protobuf allows, in seconds: about 10 000 years.
const MAX_DURATION: i64 = 315_576_000_000;

/// The first and the last second that a protobuf timestamp can say: the years 1 to 9999.
const TIMESTAMPS: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

/// Reads RFC 3339; digits beyond nanoseconds are dropped.
pub(super) fn parse_timestamp(text: &str) -> Option<(i64, i32)> {
    let (date, rest) = text.split_at_checked(10)?;
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let (clock, rest) = rest.split_at_checked(8)?;
    let (year, month, day) = triple(date, '-')?;
    let (hour, minute, second) = triple(clock, ':')?;
    let valid = (1..=12).contains(&month)
        && (1..=days_in_month(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    if !valid {
        return None;
    }
    let (nanos, zone) = match rest.strip_prefix('.') {
        Some(rest) => fraction(rest)?,
        None => (0, rest),
    };
    let seconds = days_from_civil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    let seconds = seconds - offset(zone)?;
    TIMESTAMPS.contains(&seconds).then_some((seconds, nanos))
}

/// Three numbers of fixed width with a separator: `2021-12-14`, `18:21:49`.
fn triple(text: &str, separator: char) -> Option<(i64, i64, i64)> {
    let mut parts = text.split(separator);
    let first = digits(parts.next()?)?;
    let second = parts.next().filter(|part| part.len() == 2)?;
    let third = parts.next().filter(|part| part.len() == 2)?;
    match parts.next() {
        None => Some((first, digits(second)?, digits(third)?)),
        Some(_) => None,
    }
}

fn digits(text: &str) -> Option<i64> {
    let all = !text.is_empty() && text.bytes().all(|letter| letter.is_ascii_digit());
    all.then(|| text.parse().ok()).flatten()
}

/// The nanoseconds of the digits that come first, and the rest.
fn fraction(text: &str) -> Option<(i32, &str)> {
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    let (fraction, rest) = text.split_at_checked(count)?;
    let kept = fraction.get(..count.min(9)).filter(|kept| !kept.is_empty())?;
    format!("{kept:0<9}").parse().ok().map(|nanos| (nanos, rest))
}

/// Seconds east of UTC: `Z`, `+02:00`.
fn offset(zone: &str) -> Option<i64> {
    if matches!(zone, "Z" | "z") {
        return Some(0);
    }
    let (sign, rest) = match zone.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let (hours, minutes) = (digits(hours)?, digits(minutes)?);
    (rest.len() == 5 && hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

/// Days since 1970-01-01 in the Gregorian calendar; the year begins in March, so that leap days come last.
const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Year, month and day; the inverse of [`days_from_civil`].
const fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = (shifted + 2) % 12 + 1;
    let year = year_of_era + era * 400;
    (if month <= 2 { year + 1 } else { year }, month, day)
}

const fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Writes RFC 3339 in UTC with no, 3, 6 or 9 digits; none when protobuf has no such time.
pub(super) fn format_timestamp(seconds: i64, nanos: i32) -> Option<String> {
    if !is_timestamp(seconds, nanos) {
        return None;
    }
    let (year, month, day) = civil_from_days(seconds.div_euclid(86_400));
    let clock = seconds.rem_euclid(86_400);
    let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
    let mut text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
    push_fraction(&mut text, nanos);
    text.push('Z');
    Some(text)
}

/// Reads `10s`, `1.5s`, and Go's `1h2m0.5s`.
pub(super) fn parse_duration(text: &str) -> Option<(i64, i32)> {
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    if rest.is_empty() {
        return None;
    }
    let mut total: i128 = 0;
    while !rest.is_empty() {
        let (amount, next) = amount(rest)?;
        total = total.checked_add(amount)?;
        rest = next;
    }
    let total = if negative { -total } else { total };
    let seconds = i64::try_from(total / NANOS_PER_SECOND).ok()?;
    let nanos = i32::try_from(total % NANOS_PER_SECOND).ok()?;
    is_duration(seconds, nanos).then_some((seconds, nanos))
}

/// One number with its unit, in nanoseconds, and the rest.
fn amount(text: &str) -> Option<(i128, &str)> {
    let number = text.find(|letter: char| !(letter.is_ascii_digit() || letter == '.'))?;
    let (number, rest) = text.split_at_checked(number)?;
    let unit = rest.find(|letter: char| letter.is_ascii_digit() || letter == '.');
    let (unit, rest) = rest.split_at_checked(unit.unwrap_or(rest.len()))?;
    let nanos_per_unit = match unit {
        "h" => 3600 * NANOS_PER_SECOND,
        "m" => 60 * NANOS_PER_SECOND,
        "s" => NANOS_PER_SECOND,
        "ms" => 1_000_000,
        "us" | "µs" | "μs" => 1000,
        "ns" => 1,
        _ => return None,
    };
    let (whole, part) = match number.split_once('.') {
        Some((whole, part)) => (whole, fraction(part).filter(|(_, rest)| rest.is_empty())?.0),
        None => (number, 0),
    };
    let whole = i128::from(digits(whole)?).checked_mul(nanos_per_unit)?;
    let part = i128::from(part) * nanos_per_unit / NANOS_PER_SECOND;
    Some((whole.checked_add(part)?, rest))
}

/// Writes seconds with no, 3, 6 or 9 digits; none when protobuf has no such duration.
pub(super) fn format_duration(seconds: i64, nanos: i32) -> Option<String> {
    if !is_duration(seconds, nanos) {
        return None;
    }
    let sign = if seconds < 0 || nanos < 0 { "-" } else { "" };
    let mut text = format!("{sign}{}", seconds.abs());
    push_fraction(&mut text, nanos.abs());
    text.push('s');
    Some(text)
}

/// Whether protobuf allows the pair: in range, and of one sign.
pub(super) fn is_duration(seconds: i64, nanos: i32) -> bool {
    let range = -MAX_DURATION..=MAX_DURATION;
    let one_sign = i64::from(nanos.signum()) * seconds.signum() >= 0;
    range.contains(&seconds) && (-999_999_999..=999_999_999).contains(&nanos) && one_sign
}

/// Whether protobuf allows the pair.
pub(super) fn is_timestamp(seconds: i64, nanos: i32) -> bool {
    TIMESTAMPS.contains(&seconds) && (0..1_000_000_000).contains(&nanos)
}

fn push_fraction(text: &mut String, nanos: i32) {
    // Writing to a string cannot fail.
    let _ = match nanos {
        0 => Ok(()),
        nanos if nanos % 1_000_000 == 0 => write!(text, ".{:03}", nanos / 1_000_000),
        nanos if nanos % 1000 == 0 => write!(text, ".{:06}", nanos / 1000),
        nanos => write!(text, ".{nanos:09}"),
    };
}
