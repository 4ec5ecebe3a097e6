//! Dates, as the operators of the family `Date` compare them.

use super::literal::is_digits;

/// Whether this is a date of ISO 8601 in the profile that IAM reads: `2026-12`, `2026-12-31`, or
/// with a time, `2026-12-31T23:59:59.5Z`, whose seconds, fraction and offset may be left out. The
/// day must be one of the calendar.
pub(super) fn is_date(text: &str) -> bool {
    let (date, time) = text.split_once('T').map_or((text, None), |(date, time)| (date, Some(time)));
    let mut parts = date.split('-');
    let year = parts.next().and_then(|part| number(part, 4));
    let month = parts.next().and_then(|part| number(part, 2)).filter(|month| (1..=12).contains(month));
    let (Some(year), Some(month)) = (year, month) else { return false };
    let day = match parts.next() {
        None => return time.is_none(),
        Some(part) => number(part, 2),
    };
    let in_month = day.is_some_and(|day| (1..=days_in_month(year, month)).contains(&day));
    in_month && parts.next().is_none() && time.is_none_or(is_time)
}

/// Whether this is what may stand behind the `T`.
fn is_time(text: &str) -> bool {
    let zone = text.find(['Z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = text.split_at(zone);
    let (clock, fraction) = clock.split_once('.').map_or((clock, None), |(clock, fraction)| (clock, Some(fraction)));
    let parts: Vec<&str> = clock.split(':').collect();
    let within = |part: &str, limit| number(part, 2).is_some_and(|value| value < limit);
    let sound = match parts.as_slice() {
        [hour, minute] => within(hour, 24) && within(minute, 60) && fraction.is_none(),
        [hour, minute, second] => within(hour, 24) && within(minute, 60) && within(second, 60),
        _ => false,
    };
    sound && fraction.is_none_or(is_digits) && is_zone(zone)
}

fn is_zone(text: &str) -> bool {
    if matches!(text, "" | "Z") {
        return true;
    }
    let digits = text[1..].replacen(':', "", 1);
    text.starts_with(['+', '-']) && number(&digits, 4).is_some_and(|offset| offset / 100 < 24 && offset % 100 < 60)
}

/// The number that is written with just so many digits.
fn number(text: &str, digits: usize) -> Option<u32> {
    (text.len() == digits && is_digits(text)).then(|| text.parse().ok()).flatten()
}

const fn days_in_month(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 31,
    }
}

/// The instant so many seconds after the start of 1970, as `2025-01-01T00:00:00Z`. Nothing for the
/// years before that or behind 9999: those seconds are something else.
pub fn date_of_epoch(seconds: u64) -> Option<String> {
    const DAY: u64 = 24 * 60 * 60;
    let mut days = u32::try_from(seconds / DAY).ok()?;
    let days_in_year = |year: u32| if days_in_month(year, 2) == 29 { 366 } else { 365 };
    let mut year = 1970;
    while days >= days_in_year(year) {
        days -= days_in_year(year);
        year += 1;
        if year > 9999 {
            return None;
        }
    }
    let mut month = 1;
    while days >= days_in_month(year, month) {
        days -= days_in_month(year, month);
        month += 1;
    }
    let (hour, minute, second) = (seconds % DAY / 3600, seconds % 3600 / 60, seconds % 60);
    Some(format!("{year:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z", days + 1))
}

/// The instant that a date of ISO 8601 or a count of seconds names, in seconds since the start of
/// 1970. A date without an offset is in UTC.
pub fn seconds_of(text: &str) -> Option<f64> {
    if let Some(seconds) = text.parse::<f64>().ok().filter(|_| !text.contains(['-', 'e', 'E', 'n', 'N'])) {
        return Some(seconds);
    }
    if !is_date(text) {
        return None;
    }
    let (date, time) = text.split_once('T').unwrap_or((text, "00:00"));
    let mut parts = date.split('-').map(|part| part.parse::<u32>().unwrap_or(1));
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next().unwrap_or(1));
    let leap_days = |year: u32| year / 4 - year / 100 + year / 400;
    let years = 365 * year + leap_days(year.saturating_sub(1));
    let days = years + (1..month).map(|month| days_in_month(year, month)).sum::<u32>() + day;
    let at = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(at);
    let mut fields = clock.split(':').map(|field| field.parse::<f64>().unwrap_or(0.0));
    let mut next = || fields.next().unwrap_or(0.0);
    let (hours, minutes, seconds) = (next(), next(), next());
    let offset = match zone.split_at_checked(1) {
        Some((sign, rest)) if !rest.is_empty() => {
            let digits: u32 = rest.replacen(':', "", 1).parse().ok()?;
            let minutes = f64::from(digits / 100 * 60 + digits % 100);
            if sign == "-" { -minutes } else { minutes }
        }
        _ => 0.0,
    };
    let day = f64::from(days) - f64::from(DAYS_BEFORE_1970);
    Some(((day * 24.0 + hours) * 60.0 + minutes - offset) * 60.0 + seconds)
}

/// What the days of [`seconds_of`] are counted from.
const DAYS_BEFORE_1970: u32 = 365 * 1970 + 1969 / 4 - 1969 / 100 + 1969 / 400 + 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for text in [
            "2026-12",
            "2024-02-29",
            "2000-02-29",
            "2026-12-31T23:59Z",
            "2026-12-31T23:59:59.123Z",
            "2026-12-31T00:00:00+05:30",
            "2026-12-31T00:00:00-0800",
            "2026-12-31T00:00:00",
        ] {
            assert!(is_date(text), "{text}");
        }
        for text in [
            "",
            "2026",
            "31/12/2026",
            "2026-13-01",
            "2026-02-29",
            "1900-02-29",
            "2026-1-1",
            "2026-12-31T",
            "2026-12T10:00Z",
            "2026-12-31 10:00",
            "2026-12-31T24:00Z",
            "2026-12-31T10:00:60Z",
            "2026-12-31T10:00:00.Z",
            "2026-12-31T10:00é",
            "2026-12-31T10:00Zulu",
            "2026-12-31-01",
            "+026-12-31",
        ] {
            assert!(!is_date(text), "{text}");
        }
    }

    #[test]
    fn seconds_since_1970() {
        assert_eq!(date_of_epoch(0).as_deref(), Some("1970-01-01T00:00:00Z"));
        assert_eq!(date_of_epoch(951_782_399).as_deref(), Some("2000-02-28T23:59:59Z"));
        assert_eq!(date_of_epoch(1_709_210_096).as_deref(), Some("2024-02-29T12:34:56Z"));
        assert_eq!(date_of_epoch(253_402_300_799).as_deref(), Some("9999-12-31T23:59:59Z"));
        assert_eq!(date_of_epoch(253_402_300_800), None);
        assert_eq!(date_of_epoch(u64::MAX), None);
    }

    #[test]
    fn instants() {
        assert_eq!(seconds_of("1970-01-01T00:00:00Z"), Some(0.0));
        assert_eq!(seconds_of("2000-02-28T23:59:59Z"), Some(951_782_399.0));
        assert_eq!(seconds_of("2024-02-29T12:34:56.5Z"), Some(1_709_210_096.5));
        assert_eq!(seconds_of("2024-02-29T14:34:56+02:00"), Some(1_709_210_096.0));
        assert_eq!(seconds_of("2024-02-29T04:34:56-0800"), Some(1_709_210_096.0));
        assert_eq!(seconds_of("2024-03"), seconds_of("2024-03-01T00:00"));
        assert_eq!(seconds_of("1969-12-31"), Some(-86_400.0));
        assert_eq!(seconds_of("9999-12-31T23:59:59"), Some(253_402_300_799.0));
        assert_eq!(seconds_of("1709210096"), Some(1_709_210_096.0));
        assert_eq!(seconds_of("tomorrow"), None);
        assert_eq!(seconds_of("nan"), None);
    }
}
