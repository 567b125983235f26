//! A look into parsed JSON, whoever parsed it.
//!
//! Answers are parsed by the host and stay where they are; the core reads only the few fields that it
//! needs, through [`Json`], which the host's own values implement (and `serde_json::Value`, for small
//! answers that the core parses itself and for tests).

use std::borrow::Cow;

/// A JSON value that can be looked into without being converted.
pub trait Json: Clone {
    /// The member of an object; `None` when absent or when this is no object.
    fn member(&self, name: &str) -> Option<Self>;
    /// The names of an object's members, in order; the places of an array's items.
    fn names(&self) -> Vec<String>;
    /// The number of an array's items.
    fn length(&self) -> Option<f64>;
    /// The last item of an array; `None` when it is empty, or this is none.
    fn last(&self) -> Option<Self>;
    /// The text of a string.
    fn text(&self) -> Option<String>;
    /// The value of a boolean.
    fn boolean(&self) -> Option<bool>;
    /// The value of a number.
    fn number(&self) -> Option<f64>;
    /// Whether it is an array.
    fn is_array(&self) -> bool;
    /// Whether it is an object (an array is none).
    fn is_object(&self) -> bool;
}

/// A number that counts something: whole, and within what a double counts exactly. Some codes are beyond 32 bits.
#[must_use]
pub fn whole<J: Json>(value: &J) -> Option<u64> {
    let number = value.number()?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // checked
    (number.fract() == 0.0 && (0.0..9e15).contains(&number)).then_some(number as u64)
}

impl Json for serde_json::Value {
    fn member(&self, name: &str) -> Option<Self> {
        match self {
            Self::Array(items) => items.get(name.parse::<usize>().ok()?).cloned(),
            _ => self.get(name).cloned(),
        }
    }

    fn names(&self) -> Vec<String> {
        match self {
            Self::Array(items) => (0..items.len()).map(|at| at.to_string()).collect(),
            Self::Object(members) => members.keys().cloned().collect(),
            _ => Vec::new(),
        }
    }

    #[allow(clippy::cast_precision_loss)] // an array's length
    fn length(&self) -> Option<f64> {
        Some(self.as_array()?.len() as f64)
    }

    fn last(&self) -> Option<Self> {
        self.as_array()?.last().cloned()
    }

    fn text(&self) -> Option<String> {
        self.as_str().map(Into::into)
    }

    fn boolean(&self) -> Option<bool> {
        self.as_bool()
    }

    fn number(&self) -> Option<f64> {
        self.as_f64()
    }

    fn is_array(&self) -> bool {
        self.is_array()
    }

    fn is_object(&self) -> bool {
        self.is_object()
    }
}

/// Why a text is not the JSON that was promised.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NotJson {
    /// Nothing but white space.
    Empty,
    /// A web page: maintenance, a bot check, a login form.
    Html,
    /// Something else, or JSON that was cut off.
    Malformed,
}

/// How many places to try when a text does not begin with JSON.
const ATTEMPTS: usize = 32;

/// Parses JSON as lenient as servers are careless: after a byte order mark, and after the warnings that
/// PHP prints in front of an answer when debugging is on.
///
/// # Errors
/// Says what the text is instead.
pub fn parse<J>(text: &str, parse: impl Fn(&str) -> Option<J>) -> Result<J, NotJson> {
    locate(text, parse).map(|(json, _)| json)
}

/// The same, with the part of the text that is the JSON.
///
/// # Errors
/// Says what the text is instead.
pub fn locate<J>(text: &str, parse: impl Fn(&str) -> Option<J>) -> Result<(J, &str), NotJson> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(NotJson::Empty);
    }
    if let Some(json) = parse(text) {
        return Ok((json, text));
    }
    if is_page(text) {
        return Err(NotJson::Html);
    }
    // What begins like JSON and is none was cut off; a part of it is not the answer.
    if text.starts_with(['{', '[', '"']) {
        return Err(NotJson::Malformed);
    }
    text.match_indices(['{', '['])
        .take(ATTEMPTS)
        .filter_map(|(at, _)| text.get(at..))
        .find_map(|rest| Some((parse(rest)?, rest)))
        .ok_or(if text.starts_with('<') { NotJson::Html } else { NotJson::Malformed })
}

/// Parses JSON for good: what a double does not hold exactly, an id of twenty digits, becomes a text, digit by digit. So it is the
/// same in JavaScript, whose numbers are doubles, as it is here.
#[must_use]
pub fn parse_exactly<J: serde::de::DeserializeOwned>(text: &str) -> Option<J> {
    serde_json::from_str(&quote_inexact(text)).ok()
}

/// The greatest whole number below which a double holds all: 2^53 - 1.
const EXACT: u64 = 9_007_199_254_740_991;

/// Quotes the numbers that a double does not hold.
fn quote_inexact(text: &str) -> Cow<'_, str> {
    let mut quoted = String::new();
    let (mut rest, mut copied) = (text, 0);
    while let Some(at) = rest.find(|c: char| c == '"' || c == '-' || c.is_ascii_digit()) {
        let (_, token) = rest.split_at(at);
        let length =
            if token.starts_with('"') { string_length(token) } else { number_length(token) };
        let (token, after) = token.split_at(length);
        if !token.starts_with('"') && !is_exact(token) {
            let start = text.len() - after.len() - length;
            quoted.push_str(text.get(copied..start).unwrap_or_default());
            quoted.extend(["\"", token, "\""]);
            copied = start + length;
        }
        rest = after;
    }
    if copied == 0 {
        return text.into();
    }
    quoted.push_str(text.get(copied..).unwrap_or_default());
    quoted.into()
}

/// The length of the string that a text begins with, with both quotes.
fn string_length(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    });
    end.map_or(text.len(), |end| end + 2)
}

/// The length of the number that a text begins with.
fn number_length(text: &str) -> usize {
    let is_part = |c: char| c.is_ascii_digit() || "+-.eE".contains(c);
    text.find(|c| !is_part(c)).unwrap_or(text.len())
}

/// Whether a double holds a number. A fraction is near enough; what is beyond all doubles is not.
fn is_exact(number: &str) -> bool {
    let digits = number.strip_prefix('-').unwrap_or(number);
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits.parse::<u64>().map_or(digits.is_empty(), |number| number <= EXACT);
    }
    number.parse::<f64>().map_or(true, f64::is_finite) // what is no number is the parser's to refuse
}

fn is_page(text: &str) -> bool {
    let start: String = text.chars().take(15).collect::<String>().to_ascii_lowercase();
    start.starts_with("<!doctype") || start.starts_with("<html")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(text: &str) -> Result<serde_json::Value, NotJson> {
        parse(text, |text| serde_json::from_str(text).ok())
    }

    #[test]
    fn json_is_found_behind_what_servers_put_in_front_of_it() {
        let warned = "<br />\n<b>Warning</b>: Undefined array key [\"x\"] in {main} on line 3<br />\n{\"a\":1}";
        for text in ["{\"a\":1}", "\u{feff}{\"a\":1}", " \r\n{\"a\":1}\n", warned] {
            assert_eq!(read(text).unwrap()["a"], 1, "{text}");
        }
        assert!(read("[]").unwrap().is_array());
    }

    #[test]
    fn a_number_that_no_double_holds_becomes_a_text_and_all_else_stays() {
        let cases = [
            ("9007199254740991", json!(9_007_199_254_740_991_u64)),
            ("-9007199254740991", json!(-9_007_199_254_740_991_i64)),
            ("9007199254740992", json!("9007199254740992")),
            ("-9007199254740993", json!("-9007199254740993")),
            ("18446744073709551616", json!("18446744073709551616")),
            ("1e400", json!("1e400")),
            ("-1.5E+999", json!("-1.5E+999")),
            ("1.5e3", json!(1500.0)),
            ("0.1234567890123456789", json!(0.123_456_789_012_345_68)),
            (r#""12345678901234567890""#, json!("12345678901234567890")),
            (r#""\\\" 12345678901234567890""#, json!("\\\" 12345678901234567890")),
            (
                r#"{"a\\":12345678901234567890,"b":[1, 98765432109876543210 ,2],"\"":3}"#,
                json!({"a\\": "12345678901234567890", "b": [1, "98765432109876543210", 2], "\"": 3}),
            ),
            (
                "[12345678901234567890,12345678901234567891]",
                json!(["12345678901234567890", "12345678901234567891"]),
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_exactly::<serde_json::Value>(text), Some(expected), "{text}");
        }
        for broken in ["-", "12345678901234567890-", "[1e400", "01234567890123456789012", "\"1"] {
            let plain = serde_json::from_str::<serde_json::Value>(broken).ok();
            assert_eq!(plain, None, "{broken}");
        }
        assert_eq!(parse_exactly::<serde_json::Value>("[12345678901234567890"), None);
    }

    #[test]
    fn what_is_not_json_is_told_apart() {
        let cases = [
            ("", NotJson::Empty),
            (" \n", NotJson::Empty),
            ("<!DOCTYPE html><script>{}</script>", NotJson::Html),
            ("<html lang=fr>", NotJson::Html),
            ("<h1>503</h1>", NotJson::Html),
            ("{\"access_token\":\"abc", NotJson::Malformed),
            ("[{\"id\":1},{\"id\":2}", NotJson::Malformed),
            ("{\"data\":[{\"id\":1}", NotJson::Malformed),
            ("gateway error", NotJson::Malformed),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text).unwrap_err(), expected, "{text}");
        }
    }
}
