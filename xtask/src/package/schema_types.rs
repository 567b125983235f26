//! The schemas' types, each under a name of its own.
//!
//! openapi-typescript keeps all schemas in one `components`, so that an editor shows
//! `components["schemas"]["FlowTag"]`, or the whole of it, where `FlowTag` is meant. Here each becomes an
//! interface, or a type, of its name.

use std::iter::Peekable;

/// The declarations; `None` when the generator's output has another form than this knows.
pub(crate) fn by_name(generated: &str) -> Option<String> {
    let (_, rest) = generated.split_once("\n    schemas: {\n")?;
    let (schemas, _) = rest.split_once("\n    };\n")?;
    let mut lines =
        schemas.lines().map(|line| line.strip_prefix("        ").unwrap_or(line)).peekable();
    let mut text = String::new();
    while let Some(line) = lines.next() {
        match line.split_once(": ") {
            Some((name, "{")) if is_name(name) => text.push_str(&object(name, &mut lines)?),
            Some((name, rest)) if is_name(name) => {
                text.push_str(&format!("export type {name} = {rest}\n"))
            }
            _ => text.push_str(&format!("{line}\n")),
        }
    }
    references_as_names(&text)
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(char::is_alphanumeric)
}

/// An object's lines up to its end: an interface, or a type where the end adds something to the object.
fn object<'a>(name: &str, lines: &mut Peekable<impl Iterator<Item = &'a str>>) -> Option<String> {
    let mut body = String::new();
    loop {
        let line = lines.next()?;
        if let Some(rest) = line.strip_prefix('}') {
            return Some(match rest {
                ";" => format!("export interface {name} {{\n{body}}}\n"),
                rest => format!("export type {name} = {{\n{body}}}{rest}\n"),
            });
        }
        body.push_str(line);
        body.push('\n');
    }
}

/// References become names.
fn references_as_names(text: &str) -> Option<String> {
    let mut parts = text.split("components[\"schemas\"][\"");
    let mut whole = parts.next()?.to_owned();
    for part in parts {
        let (name, rest) = part.split_once("\"]")?;
        whole.push_str(name);
        whole.push_str(rest);
    }
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_schema_gets_its_name() {
        let generated = r#"export interface components {
    schemas: {
        /** @description One tag. */
        Tag: {
            /** @description Its name. */
            name: string;
            owner?: components["schemas"]["User"];
        };
        Kind: "a" | "b";
        Open: {
            id: number;
        } & {
            [key: string]: unknown;
        };
        User: Record<string, never>;
    };
    responses: never;
}
"#;
        assert_eq!(
            by_name(generated).unwrap(),
            "/** @description One tag. */\nexport interface Tag {\n    /** @description Its name. */\n    name: string;\n    \
             owner?: User;\n}\nexport type Kind = \"a\" | \"b\";\nexport type Open = {\n    id: number;\n} & {\n    \
             [key: string]: unknown;\n};\nexport type User = Record<string, never>;\n"
        );
        assert_eq!(by_name("export type paths = {};"), None);
    }
}
