//! Decides what is told of a certificate that a server presented: whose it is, and who signed it.

use futures_rustls::pki_types::CertificateDer;
use std::fmt;
use webpki::EndEntityCert;

/// What a server presented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Presented {
    subject: Vec<u8>,
    issuer: Vec<u8>,
    /// How many certificates came with it.
    others: usize,
}

impl Presented {
    /// Reads a certificate; `None` where it is none.
    pub(super) fn read(certificate: &CertificateDer<'_>, others: usize) -> Option<Self> {
        let certificate = EndEntityCert::try_from(certificate).ok()?;
        Some(Self { subject: certificate.subject().to_vec(), issuer: certificate.issuer().to_vec(), others })
    }

    pub(super) fn is_self_signed(&self) -> bool {
        self.subject == self.issuer
    }
}

impl fmt::Display for Presented {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (subject, issuer) = (name(&self.subject), name(&self.issuer));
        write!(f, "it is of {subject}, signed by {issuer}")?;
        match self.others {
            0 => f.write_str(", and came alone"),
            1 => f.write_str(", and came with one other"),
            others => write!(f, ", and came with {others} others"),
        }
    }
}

/// The parts of a name that people know, such as `CN=server, O=company`; what cannot be read is left out.
fn name(der: &[u8]) -> String {
    let sets = match element(der) {
        // Some give the sequence, some what is in it.
        Some((SEQUENCE, inside, [])) => inside,
        _ => der,
    };
    let parts: Vec<String> =
        elements(sets).flat_map(|(_, set)| elements(set)).filter_map(|(_, pair)| part(pair)).collect();
    if parts.is_empty() { "nobody who has a name".to_owned() } else { parts.join(", ") }
}

const SEQUENCE: u8 = 0x30;

/// `CN=server`, of an object identifier and a text.
fn part(pair: &[u8]) -> Option<String> {
    let mut elements = elements(pair);
    let ((_, identifier), (_, text)) = (elements.next()?, elements.next()?);
    let [0x55, 0x04, kind] = identifier else { return None };
    let key = match kind {
        3 => "CN",
        6 => "C",
        10 => "O",
        11 => "OU",
        _ => return None,
    };
    Some(format!("{key}={}", String::from_utf8_lossy(text)))
}

fn elements(mut der: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    std::iter::from_fn(move || {
        let (tag, content, rest) = element(der)?;
        der = rest;
        Some((tag, content))
    })
}

/// The first element: its tag, its content, and what follows.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = der.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = if *first < 0x80 {
        (usize::from(*first), rest)
    } else {
        // Longer than four bytes of length is no name.
        let digits = usize::from(first & 0x7f);
        let (digits, rest) = rest.split_at_checked(digits).filter(|_| digits <= 4)?;
        (digits.iter().fold(0_usize, |length, digit| (length << 8) | usize::from(*digit)), rest)
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((*tag, content, rest))
}

/// A day and a time in UTC, of seconds since 1970.
pub(super) fn date(seconds: u64) -> String {
    const DAY: u64 = 86_400;
    let (mut days, second) = (seconds / DAY, seconds % DAY);
    let is_leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let mut year = 1970;
    loop {
        let length = if is_leap(year) { 366 } else { 365 };
        if days < length || year > 9999 {
            break;
        }
        days -= length;
        year += 1;
    }
    let february = if is_leap(year) { 29 } else { 28 };
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    let (hour, minute) = (second / 3600, second / 60 % 60);
    format!("{year}-{month:02}-{:02} {hour:02}:{minute:02} UTC", days + 1)
}

#[cfg(test)]
mod tests {
    use super::{date, name};

    #[test]
    fn dates_are_those_of_the_calendar() {
        let table = [
            (0, "1970-01-01 00:00 UTC"),
            (951_782_400, "2000-02-29 00:00 UTC"),
            (1_577_836_799, "2019-12-31 23:59 UTC"),
            (4_107_542_400, "2100-03-01 00:00 UTC"),
        ];
        for (seconds, expected) in table {
            assert_eq!(date(seconds), expected);
        }
    }

    #[test]
    fn a_name_that_cannot_be_read_is_none() {
        for der in
            [&b""[..], b"\x30", b"\x31\x84\xff\xff\xff\xff", b"\x31\x85\x01\x01\x01\x01\x01", b"\x31\x02\x30\x00"]
        {
            assert_eq!(name(der), "nobody who has a name");
        }
        let common_name = b"\x31\x0b\x30\x09\x06\x03\x55\x04\x03\x0c\x02me";
        assert_eq!(name(common_name), "CN=me");
    }
}
