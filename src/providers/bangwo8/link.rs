//! Links that are signed: to a chat, and to a ticket's template. Only where the account has switched the protection on.
//!
//! The signature is the SHA-1 of the values, sorted as bytes and joined, the private key among them. Whoever has the key can
//! enter as anybody: it stays on a server.

use serde_json::{Map, Value};
use sha1::{Digest as _, Sha1};

use crate::error::{Error, Result};
use crate::http::query;
use crate::secret::Secret;
use crate::text::{hex, text};

/// The signed link of a kind: to a `chat`, or to a `ticketTemplate`.
///
/// # Errors
/// `invalid_argument` for what is missing, or is neither a text nor a number.
pub fn signed(kind: &str, given: &Map<String, Value>, now_ms: u64, nonce: &str) -> Result<String> {
    let text = |name: &str| given.get(name).and_then(Value::as_str);
    let (address, names): (String, &[&str]) = match kind {
        "chat" => {
            let base = text("baseUrl").unwrap_or(super::BASE_URL);
            let device = text("device").unwrap_or("pc");
            (text![base, "/osp2016/chat/", device, "/index.php"], &["vendorID", "uid"])
        }
        _ => (text("url").unwrap_or_default().to_owned(), &["authaccount", "mobile"]),
    };
    let mut fields: Map<_, _> = names
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), given.get(*name)?.clone())))
        .collect();
    if let Some(Value::Object(params)) = given.get("params") {
        fields.extend(params.clone());
    }
    let fields = fields
        .into_iter()
        .map(|(name, value)| match value {
            Value::String(text) => Ok((name, text)),
            Value::Number(number) => Ok((name, number.to_string())),
            _ => Err(Error::invalid(&name, "must be a text or a number")),
        })
        .collect::<Result<Vec<_>>>()?;
    let private_key = Secret::new(text("privateKey").unwrap_or_default());
    sign(&address, &fields, &private_key, now_ms, nonce)
}

/// The address with the fields, the time, the nonce and the signature in its query.
///
/// # Errors
/// `invalid_argument` for a key or an address that is none, or a field that the signature brings itself.
pub fn sign(
    address: &str,
    fields: &[(String, String)],
    private_key: &Secret,
    now_ms: u64,
    nonce: &str,
) -> Result<String> {
    if private_key.expose().trim().is_empty() {
        return Err(Error::invalid(
            "privateKey",
            "is missing: it stands in the back office, beside the switch",
        ));
    }
    if !(address.starts_with("https://") || address.starts_with("http://127.0.0.1"))
        || address.contains('#')
    {
        return Err(Error::invalid("url", "must be an https address without a fragment"));
    }
    for (name, _) in fields {
        if ["timestamp", "nonce", "signature", "private_key"].contains(&name.as_str()) {
            return Err(Error::invalid(name, "is set by the signature"));
        }
    }
    let timestamp = now_ms.to_string();
    let mut signed: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    signed.extend([("timestamp", timestamp.as_str()), ("nonce", nonce)]);
    let signature = signature(signed.iter().map(|(_, value)| *value), private_key);
    signed.push(("signature", &signature));
    Ok(query::append(address, &query::encode(&signed)))
}

/// The signature over these values and the key.
#[must_use]
pub fn signature<'a>(values: impl Iterator<Item = &'a str>, private_key: &'a Secret) -> String {
    let mut values: Vec<&str> = values.collect();
    values.push(private_key.expose());
    values.sort_unstable(); // by bytes, as PHP's SORT_STRING
    let mut digest = Sha1::new();
    values.iter().for_each(|value| digest.update(value.as_bytes()));
    hex(&digest.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "0123456789abcdef";

    fn field(name: &str, value: &str) -> (String, String) {
        (name.into(), value.into())
    }

    #[test]
    fn values_are_signed_in_the_order_of_their_bytes() {
        let fields = [field("vendorID", "100001"), field("uid", "u6_100001_alice")];
        let address = "https://www.bangwo8.com/osp2016/chat/pc/index.php";
        let link =
            sign(address, &fields, &Secret::new(KEY), 1_700_000_000_000, "1700000000").unwrap();
        assert_eq!(
            link,
            "https://www.bangwo8.com/osp2016/chat/pc/index.php?vendorID=100001&uid=u6_100001_alice\
             &timestamp=1700000000000&nonce=1700000000\
             &signature=6e47ca46f74fdd33eb647bafc8b5fcac2aea3316"
        );
    }

    #[test]
    fn what_cannot_be_signed_is_refused() {
        let sign = |address: &str, name: &str, key: &str| {
            sign(address, &[field(name, "x")], &Secret::new(key), 0, "1").map(drop)
        };
        assert!(sign("https://a.example/t", "mobile", KEY).is_ok());
        for (address, name, key) in [
            ("https://a.example/t", "nonce", KEY),
            ("https://a.example/t", "mobile", " "),
            ("http://a.example/t", "mobile", KEY),
            ("/t", "mobile", KEY),
            ("https://a.example/t#x", "mobile", KEY),
        ] {
            assert!(sign(address, name, key).is_err(), "{address} {name}");
        }
    }
}
