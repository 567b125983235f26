//! The services of a provider that has several documents: a class each, and one that holds them all.

use std::fmt::Write as _;

use serde_json::Value;

use super::{class::Class, declarations::SHARED, operation_tree::OperationTree};

/// The class that holds all services, each made when it is first used; one whose ids share no word lends its groups.
pub(super) fn module(provider: &str, class: &str, services: &[Class]) -> String {
    let mut text = String::from(
        "import { Client } from \"../lib/client.js\";\nimport { madeBy } from \"../lib/hidden.js\";\n",
    );
    for Class { name, file, .. } in services {
        let _ = writeln!(text, "import {{ {name} }} from \"./{file}.js\";");
    }
    let names: Vec<_> = services.iter().map(|service| service.name.as_str()).collect();
    let _ = writeln!(text, "\nexport {{ {} }};", names.join(", "));
    let _ = write!(
        text,
        "\nexport class {class} extends Client {{\n  constructor(options) {{\n    super(\"{provider}\", options);\n  }}\n"
    );
    for Class { name, document, prefix, .. } in services {
        let made = format!("madeBy(this, \"{name}\", (client) => new {name}(client))");
        text.push('\n');
        match prefix {
            Some(prefix) => {
                let _ = write!(text, "  get {prefix}() {{\n    return {made};\n  }}\n");
            }
            None => {
                for group in OperationTree::of(&document.operations, None).groups.keys() {
                    let _ = write!(text, "  get {group}() {{\n    return {made}.{group};\n  }}\n");
                }
            }
        }
    }
    text.push_str("}\n");
    text
}

/// Its TypeScript declarations.
pub(super) fn declarations(class: &str, services: &[Class]) -> String {
    let mut text = format!(
        "import type {{ CallOptions, {class}Options, FreeList, FreeRequest, Listing, ListOptions, Quota }} from \"../index.js\";\n"
    );
    for Class { name, file, .. } in services {
        let _ = writeln!(
            text,
            "import type {{ {name} }} from \"./{file}.js\";\n\nexport {{ {name} }} from \"./{file}.js\";\n\
             /** The types of its parameters and answers. */\nexport type * as {name}Types from \"./{file}.js\";"
        );
    }
    let _ = write!(
        text,
        "\nexport declare class {class} {{\n  constructor(options: {class}Options);\n{SHARED}"
    );
    for Class { name, document, prefix, .. } in services {
        let summary = document.value.pointer("/info/summary").and_then(Value::as_str);
        let comment = format!("  /** {} */\n", summary.unwrap_or_default());
        match prefix {
            Some(prefix) => {
                let _ = writeln!(text, "{comment}  readonly {prefix}: {name};");
            }
            None => {
                for group in OperationTree::of(&document.operations, None).groups.keys() {
                    let _ = writeln!(text, "{comment}  readonly {group}: {name}[\"{group}\"];");
                }
            }
        }
    }
    text.push_str("}\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::class::tests::class;

    #[test]
    fn services_are_held_by_one_class() {
        let (mail, all) = (Class { name: "NetMail".into(), ..class(Some("mail")) }, class(None));
        let text = module("net", "Everything", &[mail, all]);
        for expected in [
            "export class Everything extends Client {",
            "get mail() {\n    return madeBy(this, \"NetMail\", (client) => new NetMail(client));",
            "get flow() {\n    return madeBy(this, \"Net\", (client) => new Net(client)).flow;",
        ] {
            assert!(text.contains(expected), "{text}");
        }
    }
}
