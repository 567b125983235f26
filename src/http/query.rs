//! Query strings and form bodies (WHATWG URL, `application/x-www-form-urlencoded`).

use crate::error::{Error, Result};
use crate::text::text;

/// Percent-encodes everything but RFC 3986's unreserved characters.
#[must_use]
pub fn encode_component(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    push_component(&mut encoded, text);
    encoded
}

fn push_component(to: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            to.push(char::from(byte));
        } else {
            push_escaped(to, byte);
        }
    }
}

/// Adds a byte, percent-encoded.
pub fn push_escaped(to: &mut String, byte: u8) {
    to.push('%');
    to.push(hex_digit(byte >> 4));
    to.push(hex_digit(byte & 15));
}

fn hex_digit(value: u8) -> char {
    char::from_digit(value.into(), 16).unwrap_or('0').to_ascii_uppercase()
}

/// The fields in a URL's query, as they stand there, behind what is before the query.
#[must_use]
#[inline(never)] // it would be in each that asks
pub fn split(url: &str) -> Vec<&str> {
    url.split(['?', '&']).collect()
}

/// The value of a field, as it stands in the URL, if that is its name.
#[must_use]
pub fn value_of<'a>(field: &'a str, name: &str) -> Option<&'a str> {
    field.strip_prefix(name)?.strip_prefix('=')
}

/// Joins fields to `a=1&b=2`, encoded.
#[must_use]
pub fn encode(fields: &[(&str, &str)]) -> String {
    let mut encoded = String::new();
    for (name, value) in fields {
        if !encoded.is_empty() {
            encoded.push('&');
        }
        push_field(&mut encoded, name, value);
    }
    encoded
}

/// Adds `a=1`, encoded.
pub fn push_field(to: &mut String, name: &str, value: &str) {
    push_component(to, name);
    to.push('=');
    push_component(to, value);
}

/// Adds encoded fields to a URL, which may have a query already.
#[must_use]
pub fn append(url: &str, fields: &str) -> String {
    let separator = if url.as_bytes().contains(&b'?') { "&" } else { "?" };
    text![url, separator, fields]
}

/// Splits `a=1&b=2` into decoded fields, in order, duplicates kept.
///
/// # Errors
/// `invalid_argument` when a name or value is not UTF-8 after decoding.
pub fn decode(text: &str) -> Result<Vec<(String, String)>> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode_component(name)?, decode_component(value)?))
        })
        .collect()
}

/// Undoes percent-encoding and `+` for a space. A `%` that no two hex digits follow stays as it is.
///
/// # Errors
/// `invalid_argument` when the bytes are not UTF-8.
pub fn decode_component(text: &str) -> Result<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.as_bytes().iter();
    while let Some(&byte) = bytes.next() {
        out.push(match byte {
            b'+' => b' ',
            b'%' => match escaped(bytes.as_slice()) {
                Some(value) => {
                    bytes.nth(1);
                    value
                }
                None => byte,
            },
            _ => byte,
        });
    }
    String::from_utf8(out).map_err(|_| Error::invalid("the query", "must be UTF-8"))
}

fn escaped(rest: &[u8]) -> Option<u8> {
    let [high, low, ..] = rest else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()
}

/// The only value with this name; `None` when there is none.
///
/// # Errors
/// `invalid_argument` when there are several: which one counts would depend on who reads it.
pub fn single<'a>(fields: &'a [(String, String)], name: &str) -> Result<Option<&'a str>> {
    let mut values = fields.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let first = values.next();
    if values.next().is_some() {
        return Err(Error::invalid(name, "was given more than once"));
    }
    Ok(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn decoding_follows_the_form_rules() {
        let cases: &[(&str, &[(&str, &str)])] = &[
            ("", &[]),
            ("a=1&b=2", &[("a", "1"), ("b", "2")]),
            ("a=1&a=2", &[("a", "1"), ("a", "2")]),
            ("a", &[("a", "")]),
            ("a=b=c", &[("a", "b=c")]),
            ("a+b=%2B+%20", &[("a b", "+  ")]),
            ("a=100%&b=%zz%4", &[("a", "100%"), ("b", "%zz%4")]),
            ("%E5%B8%AE=%e6%88%91", &[("帮", "我")]),
            ("&&a=1&", &[("a", "1")]),
        ];
        for (text, expected) in cases {
            let fields = decode(text).unwrap();
            let fields: Vec<_> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            assert_eq!(&fields, expected, "{text}");
        }
        assert!(decode("a=%ff").is_err());
    }

    #[test]
    fn a_repeated_name_is_an_error_that_names_it() {
        let fields = decode("code=a&code=b&lang=en").unwrap();
        assert_eq!(single(&fields, "lang").unwrap(), Some("en"));
        assert_eq!(single(&fields, "state").unwrap(), None);
        let error = single(&fields, "code").unwrap_err();
        assert_eq!(error.details().message, "code was given more than once");
    }

    proptest! {
        #[test]
        fn what_is_encoded_decodes_to_itself(name in "\\PC+", value in any::<String>()) {
            let fields = decode(&encode(&[(&name, &value)])).unwrap();
            prop_assert_eq!(fields, vec![(name, value)]);
        }

        #[test]
        fn decoding_never_panics(text in any::<String>()) {
            let _ = decode(&text);
        }
    }
}
