//! A JSON object that is written member by member (RFC 8259). A serialiser would weigh four kilobytes in every page.

/// An object that is being written.
#[derive(Debug)]
pub(crate) struct JsonObject(String);

impl JsonObject {
    pub(crate) fn new() -> Self {
        Self("{".into())
    }

    /// Adds a text.
    pub(crate) fn text(&mut self, name: &str, value: &str) {
        self.name(name);
        push_text(&mut self.0, value);
    }

    /// Begins a list of texts, which [`Self::item`] adds, and [`Self::end_list`] ends.
    pub(crate) fn list(&mut self, name: &str) {
        self.name(name);
        self.0.push('[');
    }

    /// Adds a text to the list.
    pub(crate) fn item(&mut self, value: &str) {
        if !self.0.ends_with('[') {
            self.0.push(',');
        }
        push_text(&mut self.0, value);
    }

    /// Ends the list.
    pub(crate) fn end_list(&mut self) {
        self.0.push(']');
    }

    /// Adds what is JSON already.
    pub(crate) fn json(&mut self, name: &str, value: &str) {
        self.name(name);
        self.0.push_str(value);
    }

    /// Adds `true`, where it is.
    pub(crate) fn flag(&mut self, name: &str, is: bool) {
        if is {
            self.json(name, "true");
        }
    }

    pub(crate) fn finish(mut self) -> String {
        self.0.push('}');
        self.0
    }

    fn name(&mut self, name: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        push_text(&mut self.0, name);
        self.0.push(':');
    }
}

#[inline(never)]
fn push_text(json: &mut String, text: &str) {
    json.push('"');
    if text.bytes().any(is_special) {
        text.chars().for_each(|c| push_char(json, c));
    } else {
        json.push_str(text);
    }
    json.push('"');
}

fn push_char(json: &mut String, c: char) {
    if c.is_ascii() && is_special(c as u8) {
        json.push_str("\\u00");
        for digit in [c as u32 >> 4, c as u32 & 15] {
            json.push(char::from_digit(digit, 16).unwrap_or('0'));
        }
    } else {
        json.push(c);
    }
}

/// Whether it may not stand in a text as it is.
fn is_special(byte: u8) -> bool {
    byte < b' ' || byte == b'"' || byte == b'\\'
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn read(object: JsonObject) -> Value {
        serde_json::from_str(&object.finish()).unwrap()
    }

    #[test]
    fn an_object_is_read_back_member_by_member() {
        assert_eq!(read(JsonObject::new()), json!({}));
        let mut object = JsonObject::new();
        object.text("a", "b");
        object.list("none");
        object.end_list();
        object.list("some");
        object.item("x");
        object.item("\"y\"");
        object.end_list();
        object.json("n", "3");
        object.flag("yes", true);
        object.flag("no", false);
        let expected = json!({ "a": "b", "none": [], "some": ["x", "\"y\""], "n": 3, "yes": true });
        assert_eq!(read(object), expected);
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read_back(name in any::<String>(), value in any::<String>()) {
            let mut object = JsonObject::new();
            object.text(&name, &value);
            prop_assert_eq!(read(object), json!({ name: value }));
        }
    }
}
