//! The fields of a request, in its query and its body: one reader for both. It counts names before it reads values, because of a
//! name that is there twice, each reader may take another value.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::query;
use crate::error::{Error, Result};
use crate::json;

/// The fields of a request, in their order.
#[derive(Debug, Default)]
pub struct RequestFields {
    fields: Vec<(String, Value)>,
    length: usize,
}

impl RequestFields {
    /// The fields of a query alone.
    ///
    /// # Errors
    /// `invalid_argument` when it is not UTF-8.
    pub fn of_query(query: &str) -> Result<Self> {
        let fields = query::decode(query)?;
        let fields = fields.into_iter().map(|(name, value)| (name, value.into())).collect();
        Ok(Self { fields, length: query.len() })
    }

    /// The fields of a query, and of a body of this type.
    ///
    /// # Errors
    /// `invalid_argument` when the body is neither a form nor a JSON object, or something is not UTF-8.
    pub fn read(query: &str, content_type: &str, body: &str) -> Result<Self> {
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        if essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Ok(Self::of_query(query)?.and(Self::of_query(body)?));
        }
        if !essence.eq_ignore_ascii_case("application/json") {
            return Err(Error::invalid("the body", "must be a form or JSON"));
        }
        let object = Self::of_json(body)
            .ok_or_else(|| Error::invalid("the body", "must be a JSON object"))?;
        Ok(Self::of_query(query)?.and(object))
    }

    /// The fields of a query, and of a body whose sender does not say what it is: a JSON object, or else a form.
    ///
    /// # Errors
    /// `invalid_argument` when something is not UTF-8.
    pub fn read_untyped(query: &str, body: &str) -> Result<Self> {
        let body = body.trim_start_matches('\u{feff}').trim();
        let fields = match Self::of_exact_json(body) {
            Some(object) => object,
            None => Self::of_query(body)?,
        };
        Ok(Self::of_query(query)?.and(fields))
    }

    fn of_json(text: &str) -> Option<Self> {
        let Members(fields) = serde_json::from_str(text).ok()?;
        Some(Self { fields, length: text.len() })
    }

    /// The same, of a platform's server: ids are numbers there, of any length.
    fn of_exact_json(text: &str) -> Option<Self> {
        let Members(fields) = json::parse_exactly(text)?;
        Some(Self { fields, length: text.len() })
    }

    fn and(mut self, more: Self) -> Self {
        self.fields.extend(more.fields);
        self.length += more.length;
        self
    }

    /// How long they were together as they arrived, in bytes.
    #[must_use]
    pub const fn length(&self) -> usize {
        self.length
    }

    /// The names, and whether there is anything under each.
    pub fn names(&self) -> impl Iterator<Item = (&str, bool)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str() != Some("")))
    }

    /// The text of this name; `None` where there is none.
    ///
    /// # Errors
    /// `invalid_argument` when the name is there more than once, or with something else than a text.
    pub fn text(&self, name: &str) -> Result<Option<&str>> {
        match self.only(name)? {
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Error::invalid(name, "must be a text")),
            None => Ok(None),
        }
    }

    /// All texts of this name, in their order: for what is handed on unread, and so means the same however often it is there.
    ///
    /// # Errors
    /// `invalid_argument` when one of them is no text.
    pub fn texts(&self, name: &str) -> Result<Vec<&str>> {
        let values = self.fields.iter().filter(|(known, _)| known == name);
        values
            .map(|(_, value)| value.as_str().ok_or_else(|| Error::invalid(name, "must be a text")))
            .collect()
    }

    /// The text or the number of this name, as a text; `None` where there is none.
    ///
    /// # Errors
    /// `invalid_argument` when the name is there more than once, or with something else than a text or a number.
    pub fn scalar(&self, name: &str) -> Result<Option<String>> {
        match self.only(name)? {
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            Some(_) => Err(Error::invalid(name, "must be a text or a number")),
            None => Ok(None),
        }
    }

    fn only(&self, name: &str) -> Result<Option<&Value>> {
        let mut values =
            self.fields.iter().filter(|(known, _)| known == name).map(|(_, value)| value);
        let first = values.next();
        if values.next().is_some() {
            return Err(Error::invalid(name, "was given more than once"));
        }
        Ok(first)
    }
}

/// An object's members in their order. One that is there twice is kept twice: a map would keep the last one and tell nobody.
struct Members(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(
                self,
                mut map: A,
            ) -> std::result::Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Each)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    const FORM: &str = "application/x-www-form-urlencoded";
    const JSON: &str = "application/json";

    #[test]
    fn a_field_is_read_wherever_it_is() {
        for (query, content_type, body) in [
            ("code=a%20b&n=1", FORM, ""),
            ("", FORM, "code=a+b&n=1"),
            ("n=1", "Application/X-WWW-Form-Urlencoded; charset=utf-8", "code=a+b"),
            ("", "Application/JSON; charset=utf-8", r#"{"code":"a b","n":1,"x":{"code":"c"}}"#),
            ("n=1", JSON, r#"{"code":"a b"}"#),
        ] {
            let fields = RequestFields::read(query, content_type, body).unwrap();
            assert_eq!(fields.text("code").unwrap(), Some("a b"), "{query} {body}");
            assert_eq!(fields.scalar("n").unwrap().as_deref(), Some("1"), "{query} {body}");
            assert_eq!(fields.text("missing").unwrap(), None);
        }
    }

    #[test]
    fn a_name_that_is_there_twice_is_refused_whatever_its_values_are() {
        for (query, content_type, body) in [
            ("code=a&code=b", FORM, ""),
            ("code=a&code=a", FORM, ""),
            ("code=a&c%6Fde=b", FORM, ""),
            ("code=a", FORM, "code=b"),
            ("code", FORM, "code=b"),
            ("code=a", JSON, r#"{"code":"b"}"#),
            ("code=a", JSON, r#"{"code":1}"#),
            ("code=a", JSON, r#"{"code":null}"#),
            ("", FORM, "code=a&code=b"),
            ("", JSON, r#"{"code":"a","code":"b"}"#),
            ("", JSON, r#"{"code":"a","code":1}"#),
            ("", JSON, r#"{"code":[],"code":"a"}"#),
            ("", JSON, r#"{"code":"a","x":1,"c\u006fde":{}}"#),
            ("", JSON, r#"{"code":"a","code":null}"#),
        ] {
            let fields = RequestFields::read(query, content_type, body).unwrap();
            for error in [fields.text("code").unwrap_err(), fields.scalar("code").unwrap_err()] {
                assert_eq!(error.code(), Code::InvalidArgument, "{query} {body}");
                assert_eq!(error.details().message, "code was given more than once");
            }
            let fields = RequestFields::read_untyped(query, body).unwrap();
            assert!(fields.text("code").is_err(), "{query} {body}");
            assert_eq!(fields.text("y").unwrap(), None);
        }
    }

    #[test]
    fn what_is_no_text_is_not_taken_for_one() {
        for value in ["1", "true", "null", "[]", "{}", r#"["a"]"#, r#"{"a":"b"}"#] {
            let body = format!(r#"{{"code":{value}}}"#);
            let fields = RequestFields::read("", JSON, &body).unwrap();
            assert_eq!(fields.text("code").unwrap_err().code(), Code::InvalidArgument, "{value}");
            assert_eq!(fields.scalar("code").is_ok(), value == "1", "{value}");
        }
    }

    #[test]
    fn what_is_neither_a_form_nor_an_object_is_refused() {
        for (content_type, body) in [
            ("text/plain", "code=a"),
            ("", "code=a"),
            ("multipart/form-data", ""),
            ("application/json, application/x-www-form-urlencoded", "code=a"),
            (JSON, "[]"),
            (JSON, "code=a"),
            (JSON, r#"{"code":"a"}{"code":"b"}"#),
            (JSON, r#"{"code":"a""#),
            (FORM, "code=%ff"),
        ] {
            let error = RequestFields::read("", content_type, body).unwrap_err();
            assert_eq!(error.code(), Code::InvalidArgument, "{content_type} {body}");
        }
    }

    #[test]
    fn a_body_of_no_type_is_an_object_or_a_form() {
        let inside = r#"a=1&b=2&x={"a":"4","b":5}"#;
        for body in ["a=1&b=2", inside, r#"{"a":"1","b":2}"#, "\u{feff}{\"a\":1,\"b\":2}\n"] {
            let fields = RequestFields::read_untyped("c=3", body).unwrap();
            for (name, value) in [("a", "1"), ("b", "2"), ("c", "3")] {
                assert_eq!(fields.scalar(name).unwrap().as_deref(), Some(value), "{body}");
            }
        }
    }

    #[test]
    fn an_empty_field_is_told_from_one_that_holds_something() {
        let fields = RequestFields::read("a=&b=1", JSON, r#"{"c":"","d":null}"#).unwrap();
        let names: Vec<_> = fields.names().collect();
        assert_eq!(names, [("a", false), ("b", true), ("c", false), ("d", true)]);
    }
}
