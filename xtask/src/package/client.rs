//! A provider's document becomes a JavaScript class and its types.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path, time::Duration};

use anyhow::{Context as _, Result, anyhow};
use describe::{Document, Operation, resolve};
use serde_json::{Map, Value, json};

use super::named::named;
use crate::{
    js,
    run::quiet,
    workspace::{root, target},
};

/// The providers: their rooms, and their classes.
pub(crate) const PROVIDERS: [(&str, &str); 2] = [("jetchat", "JetChat"), ("pipichat", "PipiChat")];

/// The document of a provider, relative to the root.
pub(crate) fn document_path(provider: &str) -> String {
    format!("src/providers/{provider}/openapi.yaml")
}

/// Writes the class, its types and the document as JSON.
pub(crate) fn generate(provider: &str, class: &str, to: &Path) -> Result<()> {
    let path = document_path(provider);
    let yaml = fs::read_to_string(root().join(&path))
        .with_context(|| format!("{path} could not be read"))?;
    let document = Document::parse(&yaml).map_err(|error| anyhow!("{path}: {error}"))?;
    let tree = Tree::of(&document.operations);
    fs::write(to.join(format!("{provider}.js")), module(provider, class, &path, &tree))?;
    let typed = Typed::of(&document);
    fs::write(
        to.join(format!("{provider}.d.ts")),
        declarations(provider, class, &path, &tree, &typed),
    )?;
    let openapi = to.join("openapi");
    fs::create_dir_all(&openapi)?;
    fs::write(openapi.join(format!("{provider}.json")), document.value.to_string())?;
    schemas(provider, &typed.document, to)
}

/// The types of the schemas are openapi-typescript's work.
fn schemas(provider: &str, document: &Value, to: &Path) -> Result<()> {
    let input = target().join(format!("portaria/{provider}.types.json"));
    fs::create_dir_all(target().join("portaria"))?;
    fs::write(&input, document.to_string())?;
    let mut generator = js::tool("openapi-typescript");
    let output = to.join(format!("{provider}.schemas.d.ts"));
    generator.arg(&input).arg("--output").arg(&output);
    generator.arg("--default-non-nullable=false"); // a parameter with a default may be left out
    quiet(&format!("typing {provider}"), &mut generator, Duration::from_secs(120))?;
    let schemas = named(&fs::read_to_string(&output)?).context(
        "openapi-typescript writes schemas in another form than xtask/src/package/named.rs reads",
    )?;
    Ok(fs::write(output, format!("// Made from {}.\n{schemas}", document_path(provider)))?)
}

/// Operations by the words of their ids.
#[derive(Default)]
struct Tree<'a> {
    groups: BTreeMap<&'a str, Tree<'a>>,
    methods: BTreeMap<&'a str, &'a Operation>,
}

impl<'a> Tree<'a> {
    fn of(operations: &'a [Operation]) -> Self {
        let mut tree = Self::default();
        for operation in operations {
            let mut words: Vec<_> = operation.id.split('.').collect();
            let verb = words.pop().unwrap_or_default();
            let group =
                words.iter().fold(&mut tree, |tree, word| tree.groups.entry(word).or_default());
            group.methods.insert(verb, operation);
        }
        tree
    }
}

/// The class. A group is made when it is first used, and then kept.
fn module(provider: &str, class: &str, path: &str, tree: &Tree<'_>) -> String {
    let mut text = format!(
        "// Made from {path}.\nimport {{ Client }} from \"../lib/client.js\";\n\nexport class {class} extends Client {{\n  \
         constructor(options) {{\n    super(\"{provider}\", options);\n  }}\n"
    );
    for (name, group) in &tree.groups {
        let _ = write!(
            text,
            "\n  #{name};\n  get {name}() {{\n    return (this.#{name} ??= {});\n  }}\n",
            members(group, 2)
        );
    }
    text.push_str("}\n");
    text
}

fn members(tree: &Tree<'_>, depth: usize) -> String {
    let indent = "  ".repeat(depth + 1);
    let mut text = String::from("{\n");
    for (name, group) in &tree.groups {
        let _ = writeln!(text, "{indent}{name}: {},", members(group, depth + 1));
    }
    for (verb, operation) in &tree.methods {
        let _ = writeln!(text, "{indent}{verb}: this.{}(\"{}\"),", kind(operation), operation.id);
    }
    let _ = write!(text, "{}}}", "  ".repeat(depth));
    text
}

/// Which of the client's makers makes the method.
fn kind(operation: &Operation) -> &'static str {
    match operation.paging {
        Some(_) => "list",
        None if operation.parameters.is_empty() && !operation.open => "bare",
        None => "method",
    }
}

/// The document with a named schema for each operation's parameters and for each answer that has none.
struct Typed {
    document: Value,
    answers: BTreeMap<String, String>,
}

impl Typed {
    fn of(document: &Document) -> Self {
        let mut value = document.value.clone();
        let mut answers = BTreeMap::new();
        let mut added = Map::new();
        for operation in &document.operations {
            let name = pascal(&operation.id);
            if kind(operation) != "bare" {
                added.insert(format!("{name}Params"), parameters(operation));
            }
            let answer = operation.answer.clone().unwrap_or_else(|| json!({}));
            let reference =
                answer.get("$ref").and_then(Value::as_str).and_then(|to| to.rsplit('/').next());
            let answer_name = reference.map_or_else(|| format!("{name}Answer"), str::to_owned);
            if reference.is_none() {
                added.insert(answer_name.clone(), answer);
            }
            answers.insert(operation.id.clone(), answer_name);
        }
        if let Some(schemas) =
            value.pointer_mut("/components/schemas").and_then(Value::as_object_mut)
        {
            schemas.extend(added);
        }
        // The paths are typed by the methods; left out, the generated file holds the schemas alone.
        if let Some(document) = value.as_object_mut() {
            document.insert("paths".into(), json!({}));
        }
        Self { document: value, answers }
    }

    fn answer(&self, operation: &Operation) -> &str {
        self.answers.get(&operation.id).map_or("unknown", String::as_str)
    }

    /// The name of what a page holds, where it has one.
    fn item(&self, operation: &Operation) -> String {
        let page = self.answer(operation);
        let schema = self.document.pointer(&format!("/components/schemas/{page}"));
        let item = schema
            .map(|schema| resolve(&self.document, schema))
            .and_then(|schema| schema.pointer("/properties/data/items/$ref"))
            .and_then(Value::as_str)
            .and_then(|to| to.rsplit('/').next());
        item.map_or_else(
            || format!("NonNullable<T.{page}[\"data\"]>[number]"),
            |item| format!("T.{item}"),
        )
    }
}

fn parameters(operation: &Operation) -> Value {
    let properties: Map<_, _> =
        operation.parameters.iter().map(|one| (one.name.clone(), one.schema.clone())).collect();
    let required: Vec<_> = operation
        .parameters
        .iter()
        .filter(|one| one.required)
        .map(|one| one.name.clone())
        .collect();
    let mut schema = json!({
        "type": "object",
        "description": format!("What {} takes.", operation.id),
        "properties": properties,
        "additionalProperties": operation.open,
    });
    if let (Some(schema), false) = (schema.as_object_mut(), required.is_empty()) {
        schema.insert("required".into(), required.into());
    }
    schema
}

fn pascal(id: &str) -> String {
    let capital = |word: &str| {
        word.chars()
            .take(1)
            .flat_map(char::to_uppercase)
            .chain(word.chars().skip(1))
            .collect::<String>()
    };
    id.split('.').map(capital).collect()
}

fn declarations(provider: &str, class: &str, path: &str, tree: &Tree<'_>, typed: &Typed) -> String {
    let mut text = format!(
        "// Made from {path}.\nimport type {{ CallOptions, CurlOptions, {class}Options, Listing, ListOptions, Quota }} from \"../index.js\";\n\
         import type * as T from \"./{provider}.schemas.js\";\n\nexport type * from \"./{provider}.schemas.js\";\n\n\
         export declare class {class} {{\n  constructor(options?: {class}Options);\n  \
         /** What is left of the quota, as far as this client knows; empty before its first call. */\n  readonly quota: Partial<Quota>;\n"
    );
    for (name, group) in &tree.groups {
        let _ = writeln!(text, "  readonly {name}: {};", member_types(group, typed, 1));
    }
    text.push_str("}\n");
    text
}

fn member_types(tree: &Tree<'_>, typed: &Typed, depth: usize) -> String {
    let indent = "  ".repeat(depth + 1);
    let mut text = String::from("{\n");
    for (name, group) in &tree.groups {
        let _ =
            writeln!(text, "{indent}readonly {name}: {};", member_types(group, typed, depth + 1));
    }
    for (verb, operation) in &tree.methods {
        text.push_str(&comment(operation, &indent));
        let _ = writeln!(text, "{indent}readonly {verb}: {{ {} }};", signature(operation, typed));
    }
    let _ = write!(text, "{}}}", "  ".repeat(depth));
    text
}

/// A method can be called, and shown as a command.
fn signature(operation: &Operation, typed: &Typed) -> String {
    let params = format!("T.{}Params", pascal(&operation.id));
    let optional = if operation.parameters.iter().any(|one| one.required) { "" } else { "?" };
    let answer = typed.answer(operation);
    match kind(operation) {
        "bare" => format!(
            "(options?: CallOptions): Promise<T.{answer}>; curl(options?: CurlOptions): Promise<string>"
        ),
        "list" => format!(
            "(params{optional}: {params}, options?: ListOptions): Listing<{}, T.{answer}>; \
             curl(params{optional}: {params}, options?: CurlOptions): Promise<string>",
            typed.item(operation)
        ),
        _ => format!(
            "(params{optional}: {params}, options?: CallOptions): Promise<T.{answer}>; \
             curl(params{optional}: {params}, options?: CurlOptions): Promise<string>"
        ),
    }
}

fn comment(operation: &Operation, indent: &str) -> String {
    let mut lines = vec![operation.summary.clone()];
    lines.extend(operation.description.lines().map(str::to_owned).filter(|line| !line.is_empty()));
    lines.push(format!("`{} {}`", operation.method, operation.path));
    let notes = [
        ("Needs the permission", &operation.scope),
        ("Only installations since", &operation.edition),
        ("The description is", &operation.confidence),
    ];
    for (words, value) in notes {
        lines.extend(value.iter().map(|value| format!("{words} {value}.")));
    }
    let body: String =
        lines.iter().map(|line| format!("{indent} * {}\n", line.replace("*/", "* /"))).collect();
    format!("{indent}/**\n{body}{indent} */\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const YAML: &str = r##"
paths:
  /tags:
    get:
      operationId: flow.tags.list
      summary: Lists tags.
      x-portaria-paging: page
      parameters: [{ name: page, in: query, schema: { type: integer } }]
      responses: { "200": { content: { application/json: { schema: { $ref: "#/components/schemas/TagPage" } } } } }
  /me:
    get:
      operationId: me.get
      summary: Reads who asks.
      responses: { "200": { content: { application/json: { schema: { type: object } } } } }
    put:
      operationId: me.update
      summary: Changes who asks.
      requestBody: { content: { application/json: { schema: { type: object, required: [name], properties: { name: { type: string } } } } } }
      responses: { "200": { content: { application/json: { schema: { $ref: "#/components/schemas/Tag" } } } } }
components:
  schemas:
    Tag: { type: object }
    TagPage: { type: object, properties: { data: { type: array, items: { $ref: "#/components/schemas/Tag" } } } }
"##;

    #[test]
    fn a_document_becomes_a_class() {
        let document = Document::parse(YAML).unwrap();
        let module = module("net", "Net", "net.yaml", &Tree::of(&document.operations));
        for expected in [
            "export class Net extends Client {",
            "super(\"net\", options);",
            "get flow() {\n    return (this.#flow ??= {\n      tags: {\n        list: this.list(\"flow.tags.list\"),",
            "get: this.bare(\"me.get\"),\n      update: this.method(\"me.update\"),",
        ] {
            assert!(module.contains(expected), "{module}");
        }
    }

    #[test]
    fn methods_are_typed_by_name() {
        let document = Document::parse(YAML).unwrap();
        let typed = Typed::of(&document);
        let text = declarations("net", "Net", "net.yaml", &Tree::of(&document.operations), &typed);
        for expected in [
            "(params?: T.FlowTagsListParams, options?: ListOptions): Listing<T.Tag, T.TagPage>;",
            "(options?: CallOptions): Promise<T.MeGetAnswer>;",
            "(params: T.MeUpdateParams, options?: CallOptions): Promise<T.Tag>;",
            "* Lists tags.\n",
            "* `PUT /me`\n",
        ] {
            assert!(text.contains(expected), "{text}");
        }
        let params = typed.document.pointer("/components/schemas/MeUpdateParams").unwrap();
        assert_eq!(params["required"], json!(["name"]));
        assert_eq!(params["additionalProperties"], false);
        assert!(typed.document.pointer("/components/schemas/MeGetAnswer").is_some());
    }
}
