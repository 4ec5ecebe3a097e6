//! Addresses and ranges of addresses, as `IpAddress` and `NotIpAddress` compare them.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address, or a range of them in CIDR notation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IpRange {
    address: IpAddr,
    /// How many bits, from the left, all addresses of the range share.
    prefix: u8,
}

/// The ranges that are private by RFC 1918 and RFC 4193.
const PRIVATE: &[IpRange] = &[v4(10, 0, 8), v4(172, 16, 12), v4(192, 168, 16), v6(0xfc00, 0, 7)];

/// Ranges that no public address lies in either: shared by carriers, loopback, link-local.
const LOCAL: &[IpRange] = &[v4(100, 64, 10), v4(127, 0, 8), v4(169, 254, 16), v6(0xfe80, 0, 10), v6(0, 1, 128)];

/// The range of IPv4 that begins with these two octets.
const fn v4(first: u8, second: u8, prefix: u8) -> IpRange {
    IpRange { address: IpAddr::V4(Ipv4Addr::new(first, second, 0, 0)), prefix }
}

/// The range of IPv6 with these outer groups and noughts between them.
const fn v6(first: u16, last: u16, prefix: u8) -> IpRange {
    IpRange { address: IpAddr::V6(Ipv6Addr::new(first, 0, 0, 0, 0, 0, 0, last)), prefix }
}

impl IpRange {
    /// Reads `203.0.113.0/24`, `203.0.113.7`, `2001:db8::/32`.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let address: IpAddr = address.parse().ok()?;
        let width = width(address);
        let prefix = match prefix {
            None => width,
            Some(digits) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                digits.parse().ok().filter(|&prefix| prefix <= width)?
            }
            Some(_) => return None,
        };
        Some(Self { address, prefix })
    }

    /// Reads `203.0.113.*`, which IAM does not: `203.0.113.0/24` is meant.
    pub fn of_wildcard(text: &str) -> Option<Self> {
        let octets = text.trim_end_matches(".*");
        let wild = (text.len() - octets.len()) / 2;
        let prefix = u8::try_from(wild).ok().filter(|wild| (1..4).contains(wild)).map(|wild| 32 - 8 * wild)?;
        let address: Ipv4Addr = format!("{octets}{}", ".0".repeat(wild)).parse().ok()?;
        Some(Self { address: IpAddr::V4(address), prefix })
    }

    /// The range with all bits behind its prefix set to nought: what IAM compares with.
    pub fn network(self) -> Self {
        let bits = bits(self.address) & self.mask();
        let address = match self.address {
            // The bits of an IPv4 address are the low 32.
            #[allow(clippy::cast_possible_truncation)]
            IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::from(bits as u32)),
            IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::from(bits)),
        };
        Self { address, ..self }
    }

    /// Whether it holds more addresses than a range with this many bits of prefix, by IPv4 or IPv6.
    pub fn is_broader_than(self, v4: u8, v6: u8) -> bool {
        self.prefix < if self.address.is_ipv4() { v4 } else { v6 }
    }

    /// Whether all addresses of `other` lie in this range.
    pub fn contains(self, other: Self) -> bool {
        self.address.is_ipv4() == other.address.is_ipv4()
            && self.prefix <= other.prefix
            && bits(self.address) & self.mask() == bits(other.address) & self.mask()
    }

    /// Whether the whole range is private: addresses that are used inside of networks alone.
    pub fn is_private(self) -> bool {
        PRIVATE.iter().any(|range| range.contains(self))
    }

    /// Whether the whole range is private, shared by carriers, loopback or link-local: none of its
    /// addresses is ever seen on the internet.
    pub fn is_unroutable(self) -> bool {
        self.is_private() || LOCAL.iter().any(|range| range.contains(self))
    }

    /// The mask of the prefix over the bits of an address.
    fn mask(self) -> u128 {
        let host = u32::from(width(self.address) - self.prefix);
        u128::MAX.checked_shl(host).unwrap_or(0)
    }
}

const fn width(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u32::from(address).into(),
        IpAddr::V6(address) => address.into(),
    }
}

impl fmt::Display for IpRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.address)?;
        if self.prefix < width(self.address) { write!(f, "/{}", self.prefix) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> IpRange {
        IpRange::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn what_is_no_range() {
        for text in
            ["", "203.0.113.*", "203.0.113.0/33", "203.0.113.0/", "203.0.113.0/+8", "256.0.0.1", "a.example", "::/129"]
        {
            assert_eq!(IpRange::parse(text), None, "{text}");
        }
    }

    #[test]
    fn wildcards() {
        let meant = |text| IpRange::of_wildcard(text).map(|range| range.to_string());
        assert_eq!(meant("203.0.113.*").as_deref(), Some("203.0.113.0/24"));
        assert_eq!(meant("10.*.*.*").as_deref(), Some("10.0.0.0/8"));
        for text in ["203.0.113.7", "203.0.*", "203.*.113.*", "*.*.*.*", "a.b.c.*"] {
            assert_eq!(meant(text), None, "{text}");
        }
    }

    #[test]
    fn networks() {
        assert_eq!(range("203.0.113.7/24").network().to_string(), "203.0.113.0/24");
        assert_eq!(range("198.51.100.9/0").network().to_string(), "0.0.0.0/0");
        assert_eq!(range("198.51.100.9").network().to_string(), "198.51.100.9");
        assert_eq!(range("2001:db8::5/32").network().to_string(), "2001:db8::/32");
        assert_eq!(range("::1/0").network().to_string(), "::/0");
    }

    #[test]
    fn private_ranges() {
        for text in ["10.0.0.0/8", "172.31.255.255", "192.168.7.0/24", "fd00::/8"] {
            assert!(range(text).is_private(), "{text}");
        }
        for text in ["0.0.0.0/0", "10.0.0.0/7", "172.32.0.1", "203.0.113.0/24", "::/0", "100.64.0.0/10"] {
            assert!(!range(text).is_private(), "{text}");
        }
        assert!(range("127.0.0.1").is_unroutable() && range("::1").is_unroutable());
        assert!(!range("127.0.0.0/7").is_unroutable());
    }
}
