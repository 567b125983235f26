//! Writes `protocol.js`: the constants that the package's JavaScript shares with the crate.

use std::{fmt::Write as _, fs, path::Path};

use anyhow::Result;
use serde_json::{Map, Value};

const ABOVE: &str = "// Made by `cargo xtask build` of what xtask/facts.rs prints; the constants are in the crate's sources.\n";

/// Writes the module and its types.
pub(super) fn write(constants: &Map<String, Value>, dir: &Path) -> Result<()> {
    fs::write(dir.join("protocol.js"), module(constants)?)?;
    fs::write(dir.join("protocol.d.ts"), types(constants)?)?;
    Ok(())
}

fn module(constants: &Map<String, Value>) -> Result<String> {
    let mut text = ABOVE.to_owned();
    for (name, value) in constants {
        writeln!(text, "export const {name} = {};", literal(value)?)?;
    }
    Ok(text)
}

/// Literal types, so that a comparison with something else is a mistake that the compiler finds.
fn types(constants: &Map<String, Value>) -> Result<String> {
    let mut text = ABOVE.to_owned();
    for (name, value) in constants {
        let kind = match value {
            Value::Object(members) if members.contains_key(PATTERN) => "RegExp".to_owned(),
            Value::Array(_) => "any[]".to_owned(),
            Value::Object(_) => "Record<string, any>".to_owned(),
            simple => literal(simple)?,
        };
        writeln!(text, "export declare const {name}: {kind};")?;
    }
    Ok(text)
}

/// The member of an object that stands for a regular expression. It becomes a literal: bundlers take `new RegExp` for a side
/// effect, and then keep all that stands beside it.
const PATTERN: &str = "pattern";

/// JSON is JavaScript, but for regular expressions.
fn literal(value: &Value) -> Result<String> {
    let json = serde_json::to_string(value.get(PATTERN).unwrap_or(value))?;
    if value.get(PATTERN).is_none() {
        return Ok(json);
    }
    let flags = value.get("flags").and_then(Value::as_str).unwrap_or_default();
    Ok(format!("/{}/{flags}", json.trim_matches('"')))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_constant_is_an_export_and_has_a_literal_type() {
        let facts = json!({ "A": "\u{1e}", "B": 3, "C": { "x": 1 }, "D": { "pattern": "[\u{1e}]", "flags": "g" } });
        let constants = facts.as_object().unwrap();
        let module = module(constants).unwrap();
        for line in [
            r#"export const A = "\u001e";"#,
            "export const B = 3;",
            r#"C = {"x":1};"#,
            r"D = /[\u001e]/g;",
        ] {
            assert!(module.contains(line), "{module}");
        }
        let types = types(constants).unwrap();
        for line in [
            r#"const A: "\u001e";"#,
            "const B: 3;",
            "const C: Record<string, any>;",
            "const D: RegExp;",
        ] {
            assert!(types.contains(line), "{types}");
        }
    }
}
