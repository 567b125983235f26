//! The TypeScript declarations of a class.

use std::fmt::Write as _;

use describe::Operation;

use super::{
    class::Class,
    operation_tree::OperationTree,
    typed_document::{TypedDocument, params_name, takes_params},
};

pub(super) const SHARED: &str = "  /** What is left of the quota, as far as this client knows; empty before its first call. */\n  \
     readonly quota: Partial<Quota>;\n  \
     /**\n   * Calls what the description lacks, or what is newer than it: with the same credential, attempts (not of a `POST` or a `PATCH`),\n   \
      * errors and limit of time as everywhere. Through a Worker, only what its instance lists under `also`.\n   \
      * @throws {PortariaError} `invalid_argument` for a path that is none of the API's.\n   */\n  \
     request<Answer = unknown>(request: FreeRequest, options?: CallOptions): Promise<Answer>;\n  \
     /** Lists what the description lacks, on the same host whatever an answer says of its next page. */\n  \
     requestList<Item = unknown, Page = unknown>(request: FreeList, options?: ListOptions): Listing<Item, Page>;\n";

/// The class that has the options' name is its provider's only one; else it is a service's.
pub(super) fn declarations(class: &Class, options: &str, typed: &TypedDocument) -> String {
    let Class { file, name, path, provider, .. } = class;
    // A service may share what a client of all services knows.
    let (import, or_client) = if name == options {
        (String::new(), String::new())
    } else {
        let import = format!("import type {{ {options} }} from \"./{provider}.js\";\n");
        (import, format!(" | {options}"))
    };
    let tree = OperationTree::of(&class.document.operations, class.prefix.as_deref());
    format!(
        "// Made from {path}.\nimport type {{ CallOptions, CurlOptions, {options}Options, FreeList, FreeRequest, Listing, ListOptions, Quota }} from \"../index.js\";\n\
         {import}import type * as T from \"./{file}.schemas.js\";\n\nexport type * from \"./{file}.schemas.js\";\n\n\
         export declare class {name} {{\n  constructor(options: {options}Options{or_client});\n{SHARED}{}}}\n",
        members(&tree, typed, 1)
    )
}

/// The groups and methods of a class, or of a group within it.
fn members(tree: &OperationTree<'_>, typed: &TypedDocument, depth: usize) -> String {
    let indent = "  ".repeat(depth);
    let mut text = String::new();
    for (name, group) in &tree.groups {
        let held = members(group, typed, depth + 1);
        let _ = writeln!(text, "{indent}readonly {name}: {{\n{held}{indent}}};");
    }
    for (verb, operation) in &tree.methods {
        text.push_str(&comment(operation, &indent));
        let _ = writeln!(text, "{indent}readonly {verb}: {{ {} }};", signature(operation, typed));
    }
    text
}

/// A method can be called, and shown as a command.
fn signature(operation: &Operation, typed: &TypedDocument) -> String {
    let answer = format!("T.{}", typed.answer(operation));
    if !takes_params(operation) {
        return format!(
            "(options?: CallOptions): Promise<{answer}>; curl(options?: CurlOptions): Promise<string>"
        );
    }
    let optional = if operation.parameters.iter().any(|one| one.required) { "" } else { "?" };
    let params = format!("params{optional}: T.{}", params_name(operation));
    let call = |result: &str| format!("({params}, options?: CallOptions): Promise<{result}>");
    let calls = if operation.paging.is_some() {
        let item = typed.item(operation);
        format!("({params}, options?: ListOptions): Listing<{item}, {answer}>")
    } else if operation.one.is_some() {
        format!("{}; wire{}", call(&typed.one(operation)), call(&answer))
    } else {
        call(&answer)
    };
    format!("{calls}; curl({params}, options?: CurlOptions): Promise<string>")
}

fn comment(operation: &Operation, indent: &str) -> String {
    let mut lines = vec![operation.summary.clone()];
    lines.extend(operation.description.lines().map(str::to_owned).filter(|line| !line.is_empty()));
    lines.push(format!("`{} {}`", operation.method, operation.path));
    let notes = [
        ("Needs the permission", &operation.scope),
        ("Only installations since", &operation.edition),
    ];
    for (words, value) in notes {
        lines.extend(value.iter().map(|value| format!("{words} {value}.")));
    }
    lines.extend(operation.confidence.as_deref().map(|how| {
        let meaning = match how {
            "verified" => "the provider documents it",
            "inferred" => "concluded from its siblings or seen in use, not documented whole",
            _ => "the provider documents nothing of it; try it before you rely on it",
        };
        format!("Confidence: {how}, {meaning}.")
    }));
    let body: String =
        lines.iter().map(|line| format!("{indent} * {}\n", line.replace("*/", "* /"))).collect();
    format!("{indent}/**\n{body}{indent} */\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::class::tests::class;

    #[test]
    fn methods_are_typed_by_name() {
        let class = class(None);
        let text = declarations(&class, "Net", &TypedDocument::of(&class.document));
        for expected in [
            "(params?: T.FlowTagsListParams, options?: ListOptions): Listing<T.Tag, T.TagPage>;",
            "(options?: CallOptions): Promise<T.MeGetAnswer>;",
            "(params: T.MeUpdateParams, options?: CallOptions): Promise<T.Tag>;",
            "* Lists tags.\n",
            "* `PUT /me`\n",
        ] {
            assert!(text.contains(expected), "{text}");
        }
    }
}
