//! How a value may be nested, as a few characters: what is sent with another nesting than the description has is refused, before a
//! server fails on it.
//!
//! A list is `[`, the nesting of its items, `]`; an object `{`, its members with their nesting, separated by commas, `}`, where `*`
//! stands for all others; a text in Base64 is `=`; what the description leaves open is `?`. Nothing stands for a single value. A member
//! that is not named may be anything. pkg/lib/nesting.js reads it.

use serde_json::Value;

use crate::resolve;
use crate::table_marks::nesting::{ANY, BASE64};

/// Deeper than this nothing is said: a schema may hold itself.
const DEEPEST: u8 = 8;

/// The nesting that a schema asks for.
pub(crate) fn nesting(document: &Value, schema: &Value) -> String {
    below(document, schema, 0)
}

fn below(document: &Value, schema: &Value, depth: u8) -> String {
    let schema = resolve(document, schema);
    let Some(kind) = kind(schema).filter(|_| depth < DEEPEST) else {
        return ANY.to_string();
    };
    match kind {
        "array" => {
            let items = schema.get("items").map(|items| below(document, items, depth + 1));
            format!("[{}]", items.unwrap_or_else(|| ANY.to_string()))
        }
        "object" => {
            let member = |(name, schema): (&str, &Value)| {
                let nesting = below(document, schema, depth + 1);
                let is_told = !nesting.is_empty() && nesting != ANY.to_string();
                is_told.then(|| format!("{name}{nesting}"))
            };
            let properties = schema.get("properties").and_then(Value::as_object);
            let properties =
                properties.into_iter().flatten().map(|(name, schema)| (name.as_str(), schema));
            let others = schema.get("additionalProperties").filter(|others| others.is_object());
            let members: Vec<_> =
                properties.chain(others.map(|others| ("*", others))).filter_map(member).collect();
            format!("{{{}}}", members.join(","))
        }
        _ if schema.get("format").and_then(Value::as_str) == Some("byte") => BASE64.to_string(),
        _ => String::new(),
    }
}

/// The one type of a schema, which may be null besides; `None` where it may be a list or an object, or something else.
fn kind(schema: &Value) -> Option<&str> {
    if ["oneOf", "anyOf", "allOf"].iter().any(|word| schema.get(word).is_some()) {
        return None;
    }
    match schema.get("type")? {
        Value::String(kind) => Some(kind),
        Value::Array(kinds) => {
            let mut kinds = kinds.iter().filter_map(Value::as_str).filter(|kind| *kind != "null");
            let first = kinds.next()?;
            let is_single = |kind: &str| kind != "array" && kind != "object";
            let mut others = kinds.peekable();
            let is_told = others.peek().is_none() || is_single(first) && others.all(is_single);
            is_told.then_some(first)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_nesting_is_told_by_its_types() {
        let document = json!({"components": {"schemas": {
            "Node": {"type": "object", "properties": {"nodes": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}}}},
        }}});
        for (schema, expected) in [
            (json!({"type": "string"}), ""),
            (json!({"type": ["integer", "string", "null"]}), ""),
            (json!({"type": ["string", "array"]}), "?"),
            (json!({}), "?"),
            (json!({"oneOf": [{"type": "string"}]}), "?"),
            (json!({"type": "string", "format": "byte"}), "="),
            (json!({"type": "array"}), "[?]"),
            (json!({"type": ["array", "null"], "items": {"type": "integer"}}), "[]"),
            (
                json!({"type": "array", "items": {"type": "array", "items": {"type": "object"}}}),
                "[[{}]]",
            ),
            (json!({"type": "object", "additionalProperties": true}), "{}"),
            (
                json!({"type": "object", "additionalProperties": {"type": "string", "format": "byte"}}),
                "{*=}",
            ),
            (
                json!({"type": "object", "properties": {"a": {"type": "object"}, "b": {"type": "string"}, "c": {"type": "array", "items": {"type": "object"}}, "d": {}}}),
                "{a{},c[{}]}",
            ),
        ] {
            assert_eq!(nesting(&document, &schema), expected, "{schema}");
        }
        let endless = nesting(&document, &json!({"$ref": "#/components/schemas/Node"}));
        assert!(endless.starts_with("{nodes[{nodes[{") && endless.len() < 100, "{endless}");
    }
}
