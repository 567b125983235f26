//! An object of JavaScript's, encoded as one text by pkg/lib/encode.js: a crossing for each of its members would cost
//! more than all the rest of a call.
//!
//! A member is a mark for its type, its name, a separator, its text, and an end. The parts of a list or an object follow it, and are
//! marked as such. The build writes the marks and separators into `pkg/dist/protocol.js`.

use zeroize::Zeroize as _;

use crate::error::{Error, Result};

/// Begins what stands for one of these three characters.
pub const ESCAPE: char = '\u{1d}';
/// Ends a member.
pub const END: char = '\u{1e}';
/// Separates a member's name and its text.
pub const SEPARATOR: char = '\u{1f}';

/// What follows [`ESCAPE`] where that itself is meant.
pub const ESCAPED_ESCAPE: char = 'd';
/// What follows [`ESCAPE`] where [`END`] is meant.
pub const ESCAPED_END: char = 'e';
/// What follows [`ESCAPE`] where [`SEPARATOR`] is meant.
pub const ESCAPED_SEPARATOR: char = 'f';

/// Stands for parameters that are not an object.
pub const NO_OBJECT: &str = "!";

/// The marks of the types.
pub mod mark {
    /// A text.
    pub const TEXT: char = 's';
    /// A number, boolean or big integer.
    pub const PLAIN: char = 'n';
    /// A list; its text is the number of its items.
    pub const LIST: char = 'l';
    /// An item of the list before.
    pub const ITEM: char = 'i';
    /// A plain object; its text is the number of its members.
    pub const OBJECT: char = 'o';
    /// A member of the object before which is a text.
    pub const INNER_TEXT: char = 'm';
    /// A member of the object before which is a number, boolean or big integer.
    pub const INNER_PLAIN: char = 'p';
    /// A function.
    pub const FUNCTION: char = 'f';
    /// An `AbortSignal`.
    pub const SIGNAL: char = 'a';
    /// `null`.
    pub const NULL: char = 'z';
    /// Anything else.
    pub const OTHER: char = 'x';
}

/// An encoded object.
#[derive(Debug)]
pub struct EncodedObject(Vec<Member>);

#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) kind: Kind,
    pub(crate) name: String,
    pub(crate) text: String,
}

/// Options hold keys.
impl Drop for Member {
    fn drop(&mut self) {
        self.text.zeroize();
    }
}

/// The type of a member, as far as it matters here.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    /// Text.
    Text,
    /// A number, boolean or big integer, as text.
    Plain,
    /// A list; its text is the number of its items.
    List,
    /// An item of the list before, where all are texts or plain.
    Item,
    /// A plain object.
    Object,
    /// A member of the object before: a text, or else plain.
    Inner(bool),
    Function,
    Signal,
    Null,
    /// Anything else.
    Other,
}

impl EncodedObject {
    /// Reads parameters.
    ///
    /// # Errors
    /// `invalid_argument` when they are no object, which a single mark stands for.
    pub fn params(encoded: &str) -> Result<Self> {
        if encoded == NO_OBJECT {
            return Err(Error::invalid("the parameters", "must be an object"));
        }
        Ok(Self::read(encoded))
    }

    /// Reads what was encoded.
    #[must_use]
    pub fn read(encoded: &str) -> Self {
        let members = encoded.split(END).filter_map(|member| {
            let mut rest = member.chars();
            let kind = match rest.next()? {
                mark::TEXT => Kind::Text,
                mark::PLAIN => Kind::Plain,
                mark::LIST => Kind::List,
                mark::ITEM => Kind::Item,
                mark::OBJECT => Kind::Object,
                mark::INNER_TEXT => Kind::Inner(true),
                mark::INNER_PLAIN => Kind::Inner(false),
                mark::FUNCTION => Kind::Function,
                mark::SIGNAL => Kind::Signal,
                mark::NULL => Kind::Null,
                _ => Kind::Other,
            };
            let (name, text) = rest.as_str().split_once(SEPARATOR)?;
            Some(Member { kind, name: unescaped(name), text: unescaped(text) })
        });
        Self(members.collect())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Member> {
        self.own().find(|member| member.name == name)
    }

    pub(crate) fn own(&self) -> impl Iterator<Item = &Member> {
        self.0.iter().filter(|member| !matches!(member.kind, Kind::Item | Kind::Inner(_)))
    }

    /// What belongs to a list or an object; `None` when some of it is neither text nor plain.
    pub(crate) fn within(&self, name: &str) -> Option<Vec<&Member>> {
        let at = self.0.iter().position(|member| {
            matches!(member.kind, Kind::List | Kind::Object) && member.name == name
        })?;
        let inner = self
            .0
            .iter()
            .skip(at + 1)
            .take_while(|member| matches!(member.kind, Kind::Item | Kind::Inner(_)));
        let inner: Vec<_> = inner.collect();
        let count: usize = self.0.get(at)?.text.parse().ok()?;
        (inner.len() == count).then_some(inner)
    }

    /// A member that is there, and not null: as an option it might as well not be.
    fn option(&self, name: &str) -> Option<&Member> {
        self.get(name).filter(|member| member.kind != Kind::Null)
    }

    /// The text of an option.
    ///
    /// # Errors
    /// `invalid_argument` when it is something else.
    pub fn text(&self, name: &str) -> Result<Option<&str>> {
        match self.option(name) {
            None => Ok(None),
            Some(Member { kind: Kind::Text, text, .. }) => Ok(Some(text)),
            Some(_) => Err(Error::invalid(name, "must be a string")),
        }
    }

    /// A whole number from `least` to `most`.
    ///
    /// # Errors
    /// `invalid_argument` with what it must be, when it is something else.
    pub fn whole(&self, name: &str, least: u32, most: u32, must: &str) -> Result<Option<u32>> {
        let Some(member) = self.option(name) else { return Ok(None) };
        let number = member.text.parse().ok().filter(|n| (least..=most).contains(n));
        let number = number.filter(|_| member.kind == Kind::Plain);
        number.map(Some).ok_or_else(|| Error::invalid(name, must))
    }

    /// Whether an option is on.
    #[must_use]
    pub fn flag(&self, name: &str) -> bool {
        self.option(name).is_some_and(|member| member.text == "true")
    }

    /// Whether an option is on, which must be a boolean.
    ///
    /// # Errors
    /// `invalid_argument` when it is something else.
    pub fn boolean(&self, name: &str) -> Result<bool> {
        match self.option(name) {
            None => Ok(false),
            Some(Member { kind: Kind::Plain, text, .. }) if text == "true" => Ok(true),
            Some(Member { kind: Kind::Plain, text, .. }) if text == "false" => Ok(false),
            Some(_) => Err(Error::invalid(name, "must be true or false")),
        }
    }

    /// Whether an option is there, which must be a function.
    ///
    /// # Errors
    /// `invalid_argument` when it is something else.
    pub fn function(&self, name: &str) -> Result<bool> {
        self.has(name, Kind::Function, "must be a function")
    }

    /// Whether an option is there, which must be an `AbortSignal`.
    ///
    /// # Errors
    /// `invalid_argument` when it is something else.
    pub fn signal(&self, name: &str) -> Result<bool> {
        self.has(name, Kind::Signal, "must be an AbortSignal")
    }

    fn has(&self, name: &str, kind: Kind, must: &str) -> Result<bool> {
        match self.option(name) {
            None => Ok(false),
            Some(member) if member.kind == kind => Ok(true),
            Some(_) => Err(Error::invalid(name, must)),
        }
    }

    /// The names and texts of an option that is an object of texts.
    ///
    /// # Errors
    /// `invalid_argument` when it is something else.
    pub fn texts(&self, name: &str) -> Result<Vec<(&str, &str)>> {
        let Some(member) = self.option(name) else { return Ok(Vec::new()) };
        let wrong = || Error::invalid(name, "must be a plain object of strings");
        if member.kind != Kind::Object {
            return Err(wrong());
        }
        let inner = self.within(name).ok_or_else(wrong)?;
        if !inner.iter().all(|one| one.kind == Kind::Inner(true)) {
            return Err(wrong());
        }
        Ok(inner.iter().map(|one| (one.name.as_str(), one.text.as_str())).collect())
    }
}

fn unescaped(text: &str) -> String {
    if !text.bytes().any(|byte| char::from(byte) == ESCAPE) {
        return text.to_owned();
    }
    let mut chars = text.chars();
    let mut plain = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        plain.push(match c {
            ESCAPE => match chars.next() {
                Some(ESCAPED_END) => END,
                Some(ESCAPED_SEPARATOR) => SEPARATOR,
                _ => ESCAPE,
            },
            c => c,
        });
    }
    plain
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::api::params::Params as _;
    use crate::providers::ListStyle;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    /// Encodes as pkg/lib/encode.js does.
    pub(crate) fn encode(value: &Value) -> EncodedObject {
        let mut encoded = String::new();
        for (name, value) in value.as_object().unwrap() {
            let inner = |encoded: &mut String, mark, name: &str, value: &Value| {
                if let Some(text) = scalar(value) {
                    push(encoded, mark, name, &text);
                }
            };
            match value {
                Value::Null => push(&mut encoded, mark::NULL, name, ""),
                Value::String(text) => push(&mut encoded, mark::TEXT, name, text),
                Value::Bool(_) | Value::Number(_) => {
                    push(&mut encoded, mark::PLAIN, name, &value.to_string());
                }
                Value::Array(items) => {
                    push(&mut encoded, mark::LIST, name, &items.len().to_string());
                    items.iter().for_each(|item| inner(&mut encoded, mark::ITEM, "", item));
                }
                Value::Object(members) => {
                    push(&mut encoded, mark::OBJECT, name, &members.len().to_string());
                    members.iter().for_each(|(name, one)| {
                        let mark =
                            if one.is_string() { mark::INNER_TEXT } else { mark::INNER_PLAIN };
                        inner(&mut encoded, mark, name, one);
                    });
                }
            }
        }
        EncodedObject::read(&encoded)
    }

    fn scalar(value: &Value) -> Option<String> {
        match value {
            Value::String(text) => Some(text.clone()),
            Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
            _ => None,
        }
    }

    fn push(encoded: &mut String, mark: char, name: &str, text: &str) {
        encoded.push(mark);
        for (part, end) in [(name, SEPARATOR), (text, END)] {
            for c in part.chars() {
                match c {
                    ESCAPE => encoded.extend([ESCAPE, ESCAPED_ESCAPE]),
                    END => encoded.extend([ESCAPE, ESCAPED_END]),
                    SEPARATOR => encoded.extend([ESCAPE, ESCAPED_SEPARATOR]),
                    c => encoded.push(c),
                }
            }
            encoded.push(end);
        }
    }

    #[test]
    fn members_are_read_by_their_types() {
        let encoded = encode(&json!({
            "text": "a", "number": 1.5, "flag": true, "none": null, "list": ["x", 2], "mixed": [1, {}],
            "object": {"k": "v", "n": 3}, "deep": {"k": {}}, "empty": [],
        }));
        assert_eq!(encoded.names().count(), 9);
        assert_eq!(encoded.scalar("number"), Some("1.5"));
        assert_eq!(
            (encoded.scalar("none"), encoded.scalar("list"), encoded.scalar("k")),
            (None, None, None)
        );
        let list = [("list".to_owned(), "x"), ("list".to_owned(), "2")];
        assert_eq!(encoded.fields("list", ListStyle::Repeated).unwrap(), list);
        let object = [("object[k]".to_owned(), "v"), ("object[n]".to_owned(), "3")];
        assert_eq!(encoded.fields("object", ListStyle::Repeated).unwrap(), object);
        assert_eq!(encoded.fields("empty", ListStyle::Repeated), Some(Vec::new()));
        assert_eq!(
            (
                encoded.fields("mixed", ListStyle::Repeated),
                encoded.fields("deep", ListStyle::Repeated),
                encoded.fields("text", ListStyle::Repeated)
            ),
            (None, None, None)
        );
        assert_eq!(
            (encoded.count("list"), encoded.count("empty"), encoded.count("object")),
            (Some(2), Some(0), None)
        );
        assert!(encoded.flag("flag") && !encoded.flag("text") && !encoded.flag("absent"));
    }

    #[test]
    fn options_of_a_wrong_type_are_refused_by_name() {
        assert!(EncodedObject::params("!").is_err() && EncodedObject::params("").is_ok());
        let encoded = EncodedObject::read(
            "sa\u{1f}x\u{1e}fb\u{1f}\u{1e}ac\u{1f}\u{1e}nd\u{1f}7\u{1e}xe\u{1f}\u{1e}zf\u{1f}\u{1e}",
        );
        assert_eq!(encoded.text("a").unwrap(), Some("x"));
        assert_eq!(encoded.text("f").unwrap(), None);
        assert_eq!(encoded.text("d").unwrap_err().details().message, "d must be a string");
        assert!(encoded.function("b").unwrap() && !encoded.function("g").unwrap());
        let flags = encode(&json!({"on": true, "off": false, "none": null, "text": "true"}));
        assert!(flags.boolean("on").unwrap() && !flags.boolean("off").unwrap());
        assert!(!flags.boolean("none").unwrap() && !flags.boolean("absent").unwrap());
        assert!(flags.boolean("text").is_err() && encoded.boolean("d").is_err());
        assert!(encoded.signal("c").unwrap() && encoded.signal("b").is_err());
        assert_eq!(encoded.whole("d", 1, 9, "must be few").unwrap(), Some(7));
        for (name, least) in [("a", 1), ("d", 8), ("e", 1)] {
            assert!(encoded.whole(name, least, 9, "must be few").is_err(), "{name}");
        }
        assert!(encoded.texts("a").is_err() && encoded.texts("absent").unwrap().is_empty());
        let headers =
            encode(&json!({"headers": {"x-a": "1"}, "odd": {"x-a": []}, "plain": {"x-a": 1}}));
        assert_eq!(headers.texts("headers").unwrap(), [("x-a", "1")]);
        assert!(headers.texts("odd").is_err() && headers.texts("plain").is_err());
    }

    proptest! {
        #[test]
        fn whatever_is_encoded_is_read_back(name in ".*", value in ".*") {
            let encoded = encode(&json!({ name.clone(): value.clone(), "last": 1 }));
            prop_assert_eq!(encoded.scalar(&name), if name == "last" { Some("1") } else { Some(value.as_str()) });
            prop_assert_eq!(encoded.scalar("last"), Some("1"));
        }

        #[test]
        fn whatever_comes_is_read(encoded in "[\\x1d\\x1e\\x1fslionmpza0-9]{0,40}") {
            let encoded = EncodedObject::read(&encoded);
            let _ = encoded.texts("o");
            for name in encoded.names() {
                let _ = (encoded.fields(name, ListStyle::Repeated), encoded.count(name), encoded.text(name));
            }
        }
    }
}
