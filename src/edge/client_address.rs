//! Whose requests count together: the client's address, where the configuration says which header field names it.

use std::net::{IpAddr, Ipv6Addr};

use crate::http::Headers;

/// The bucket of all whose address is not known.
const EVERYBODY: &str = "everybody";

/// The name under which a client's requests are counted. `header` is the field in which the proxy in front of the Worker names the
/// client's address, and which it takes off what the client itself sent. Where there is no such field, or where it names no single
/// address, all clients count together: a client that could choose its bucket would have no limit.
pub(super) fn bucket(header: Option<&str>, headers: &Headers) -> String {
    header
        .and_then(|name| headers.get(name))
        .and_then(|text| text.parse().ok())
        .map_or_else(|| EVERYBODY.to_owned(), network)
}

/// An IPv4 address; of an IPv6 address the first 64 bits, of which one customer has at least all the rest (RFC 6177).
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket_of(values: &[&str]) -> String {
        let headers: Headers = values.iter().map(|value| ("x-real-ip", *value)).collect();
        bucket(Some("X-Real-IP"), &headers)
    }

    #[test]
    fn a_client_is_counted_by_its_address_and_an_ipv6_client_by_its_network() {
        for (written, name) in [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
            ("2001:DB8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
            ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
            ("::1", "::/64"),
        ] {
            assert_eq!(bucket_of(&[written]), name, "{written}");
        }
    }

    #[test]
    fn clients_without_one_readable_address_count_together() {
        for written in [
            "",
            " ",
            "x",
            "unknown",
            "192.0.2.7, 192.0.2.8",
            "192.0.2.7,192.0.2.7",
            "192.0.2.7:443",
            "[2001:db8::1]",
            "2001:db8::1%eth0",
            "0x7f.1",
            "192.0.2.07",
            "192.0.2.7 ",
            "evil/../x",
        ] {
            assert_eq!(bucket_of(&[written]), EVERYBODY, "{written}");
        }
        assert_eq!(bucket_of(&[]), EVERYBODY);
        let headers: Headers = [("cf-connecting-ip", "192.0.2.7")].into_iter().collect();
        assert_eq!(bucket(None, &headers), EVERYBODY, "a field that nobody named is a stranger's");
    }
}
