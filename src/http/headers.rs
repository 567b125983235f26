//! Header fields (RFC 9110, section 5).

use std::fmt;

use crate::error::{Error, Result};
use crate::text::text;

/// Header fields in order; names are compared without regard to case.
#[derive(Clone, Default)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// Adds a field, after checking that it is one.
    ///
    /// # Errors
    /// `invalid_argument` for a name that is no token, or a value with control characters or
    /// characters beyond Latin-1: a host's `Headers` would throw at them, deep inside a call.
    pub fn add(&mut self, name: &str, value: impl Into<String>) -> Result<()> {
        let value = value.into();
        if !is_token(name) {
            return Err(Error::invalid("a header name", "must be letters, digits and hyphens"));
        }
        if !is_field_value(&value) {
            return Err(Error::invalid(
                &text!["the header ", name],
                "must not contain line breaks, control characters or characters outside Latin-1",
            ));
        }
        self.0.push((name.into(), value));
        Ok(())
    }

    /// Adds a field that is known to be one.
    pub(super) fn push(&mut self, name: &str, value: &str) {
        self.0.push((name.into(), value.into()));
    }

    /// Adds a field; if one of this very name is there, the two become one (RFC 9110, section 5.3).
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn append(&mut self, name: &str, value: &str) -> Result<()> {
        self.add(name, value)?;
        let Some((name, value)) = self.0.pop() else { return Ok(()) };
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, values)) => {
                values.push_str(", ");
                values.push_str(&value);
            }
            None => self.0.push((name, value)),
        }
        Ok(())
    }

    /// Takes a field away.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
    }

    /// Fields that a host has parsed already.
    #[must_use]
    pub fn received(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }

    /// Fields that a host has parsed already, as one text: names and values by turns, a line break before each.
    #[must_use]
    pub fn read(lines: &str) -> Self {
        let mut lines = lines.split('\n').skip(1);
        let next = || Some((lines.next()?.to_owned(), lines.next()?.to_owned()));
        Self(std::iter::from_fn(next).collect())
    }

    /// The same text, behind another.
    #[must_use]
    pub fn write(&self, mut before: String) -> String {
        before.reserve(self.iter().map(|(name, value)| name.len() + value.len() + 2).sum());
        for line in self.iter().flat_map(|(name, value)| [name, value]) {
            before.push('\n');
            before.push_str(line);
        }
        before
    }

    /// The field's value; the first one's when there are several.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// All fields in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl<'a> FromIterator<(&'a str, &'a str)> for Headers {
    /// Of fields that were checked before.
    fn from_iter<T: IntoIterator<Item = (&'a str, &'a str)>>(fields: T) -> Self {
        Self(fields.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Values may be credentials.
        f.debug_list().entries(self.iter().map(|(name, _)| name)).finish()
    }
}

/// Whether a text is a token, as the names of header fields are (RFC 9110, section 5.6.2).
pub(crate) fn is_token(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}

fn is_field_value(value: &str) -> bool {
    value.chars().all(|c| c == '\t' || (c >= ' ' && c != '\u{7f}' && c <= '\u{ff}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_that_a_host_would_choke_on_are_refused() {
        let bad = [
            ("authorization", "Bearer key\n"),
            ("authorization", "a\r\nset-cookie: x=1"),
            ("x-name", "帮我吧"),
            ("x-name", "a\0"),
            ("x name", "v"),
            ("", "v"),
            ("x:y", "v"),
        ];
        for (name, value) in bad {
            let error = Headers::default().add(name, value).unwrap_err();
            assert_eq!(error.code(), crate::Code::InvalidArgument);
            assert!(!error.to_string().contains("Bearer key"), "{error}");
        }
        let mut headers = Headers::default();
        headers.add("X-Team-Id", "12\tä").unwrap();
        assert_eq!(headers.get("x-team-id"), Some("12\tä"));
    }

    #[test]
    fn fields_cross_as_one_text() {
        let fields =
            [("accept", "*/*"), ("x-empty", ""), ("set-cookie", "a=1"), ("set-cookie", "b=2")];
        let headers: Headers = fields.into_iter().collect();
        let text = headers.write("GET\nhttps://a.example/".into());
        let lines = text.strip_prefix("GET\nhttps://a.example/").unwrap();
        assert_eq!(Headers::read(lines).iter().collect::<Vec<_>>(), fields);
        assert_eq!(Headers::read("").iter().count(), 0);
    }
}
