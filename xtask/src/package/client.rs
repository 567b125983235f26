//! A provider's document becomes a JavaScript class and its types.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Result, anyhow};
use describe::{Document, Gives, Operation, resolve};
use serde_json::{Map, Value, json};

use super::{
    schema_types::by_name,
    services::{prefix, title, whole, whole_types},
};
use crate::{
    js,
    run::quiet,
    workspace::{root, target},
};

/// The providers: their rooms, and their classes.
pub(crate) const PROVIDERS: [(&str, &str); 4] = [
    ("bangwo8", "Bangwo8"),
    ("jetchat", "JetChat"),
    ("pipichat", "PipiChat"),
    ("sendpulse", "SendPulse"),
];

/// The documents of all providers, relative to the root.
pub(crate) fn document_paths() -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for (provider, _) in PROVIDERS {
        let documents = describe::documents(root(), provider).map_err(|error| anyhow!(error))?;
        paths.extend(documents.into_iter().map(|(_, path)| path));
    }
    Ok(paths)
}

/// A class that is made of one document.
pub(super) struct Class {
    /// The provider's name.
    pub(super) provider: String,
    /// The name of its files.
    pub(super) file: String,
    pub(super) name: String,
    pub(super) path: String,
    pub(super) document: Document,
    /// What the ids of all its operations begin with, as a service's do, and its methods do not.
    pub(super) prefix: Option<String>,
}

/// Writes a provider's class, or one for each of its services and one that holds them all, with their types and the
/// documents as JSON.
pub(crate) fn generate(provider: &str, class: &str, to: &Path) -> Result<()> {
    let documents = describe::documents(root(), provider).map_err(|error| anyhow!(error))?;
    let mut services = Vec::new();
    for (service, path) in documents {
        let path = path.display().to_string();
        let yaml = fs::read_to_string(root().join(&path))
            .with_context(|| format!("{path} could not be read"))?;
        let document = Document::parse(&yaml).map_err(|error| anyhow!("{path}: {error}"))?;
        let made = Class {
            provider: provider.into(),
            file: service
                .as_ref()
                .map_or_else(|| provider.into(), |name| format!("{provider}-{name}")),
            name: service.as_ref().map_or_else(|| class.into(), |_| title(&document)),
            prefix: service.as_ref().and_then(|_| prefix(&document.operations)),
            path,
            document,
        };
        write(&made, class, to)?;
        services.push(made);
    }
    if let [one] = services.as_slice()
        && one.name == class
    {
        return Ok(());
    }
    fs::write(to.join(format!("{provider}.js")), whole(provider, class, &services))?;
    Ok(fs::write(to.join(format!("{provider}.d.ts")), whole_types(class, &services))?)
}

fn write(class: &Class, options: &str, to: &Path) -> Result<()> {
    let tree = Tree::of(&class.document.operations, class.prefix.as_deref());
    let file = &class.file;
    fs::write(to.join(format!("{file}.js")), module(class))?;
    let typed = Typed::of(&class.document);
    fs::write(to.join(format!("{file}.d.ts")), declarations(class, options, &tree, &typed))?;
    let openapi = to.join("openapi");
    fs::create_dir_all(&openapi)?;
    fs::write(openapi.join(format!("{file}.json")), class.document.value.to_string())?;
    schemas(class, &typed.document, to)
}

pub(super) const QUOTA: &str = "  /** What is left of the quota, as far as this client knows; empty before its first call. */\n  \
     readonly quota: Partial<Quota>;\n";

/// The types of the schemas are openapi-typescript's work.
fn schemas(class: &Class, document: &Value, to: &Path) -> Result<()> {
    let Class { file, path, .. } = class;
    let input = target().join(format!("portaria/{file}.types.json"));
    fs::create_dir_all(target().join("portaria"))?;
    fs::write(&input, document.to_string())?;
    let mut generator = js::tool("openapi-typescript");
    let output = to.join(format!("{file}.schemas.d.ts"));
    generator.arg(&input).arg("--output").arg(&output);
    generator.arg("--default-non-nullable=false"); // a parameter with a default may be left out
    quiet(&format!("typing {file}"), &mut generator, Duration::from_secs(120))?;
    let schemas = by_name(&fs::read_to_string(&output)?).context(
        "openapi-typescript writes schemas in another form than xtask/src/package/schema_types.rs reads",
    )?;
    let schemas = schemas.replace(&format!("\"{BLOB}\""), "Blob");
    Ok(fs::write(output, format!("// Made from {path}.\n{schemas}"))?)
}

/// Operations by the words of their ids.
#[derive(Default)]
pub(super) struct Tree<'a> {
    pub(super) groups: BTreeMap<&'a str, Tree<'a>>,
    methods: BTreeMap<&'a str, &'a Operation>,
}

impl<'a> Tree<'a> {
    /// Of these operations; their ids without the prefix, where they have one.
    pub(super) fn of(operations: &'a [Operation], prefix: Option<&str>) -> Self {
        let mut tree = Self::default();
        for operation in operations {
            let mut words: Vec<_> =
                operation.id.split('.').skip(usize::from(prefix.is_some())).collect();
            let verb = words.pop().unwrap_or_default();
            let group =
                words.iter().fold(&mut tree, |tree, word| tree.groups.entry(word).or_default());
            group.methods.insert(verb, operation);
        }
        tree
    }
}

/// The class: its methods are made of the table when they are first used (pkg/lib/described.js).
fn module(class: &Class) -> String {
    let Class { provider, name, path, document, prefix, .. } = class;
    let table = describe::table(&document.operations);
    let skipped = if prefix.is_some() { ", 1" } else { "" };
    format!(
        "// Made from {path}.\nimport {{ described }} from \"../lib/described.js\";\n\n\
         export class {name} extends /* @__PURE__ */ described(\n  \"{provider}\",\n  {}{skipped},\n) {{}}\n",
        template(table.trim_end())
    )
}

/// A text as JavaScript writes it, lines as lines.
fn template(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('`', "\\`").replace("${", "\\${");
    format!("`{escaped}`")
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
            let answer = match operation.gives {
                Gives::File => json!({ "const": BLOB, "description": "The file." }),
                _ => operation.answer.clone().unwrap_or_else(|| json!({})),
            };
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

    /// The name of the one record that an answer holds.
    fn one(&self, operation: &Operation) -> String {
        let answer = self.answer(operation);
        let member = operation.one.as_deref().unwrap_or_default();
        let held =
            self.document.pointer(&format!("/components/schemas/{answer}/properties/{member}"));
        held.and_then(|held| held.get("$ref").or_else(|| held.pointer("/oneOf/0/$ref")))
            .and_then(Value::as_str)
            .and_then(|to| to.rsplit('/').next())
            .map_or_else(|| format!("T.{answer}"), |name| format!("T.{name}"))
    }

    /// The name of what a page holds, where it has one.
    fn item(&self, operation: &Operation) -> String {
        let page = self.answer(operation);
        let schema = self.document.pointer(&format!("/components/schemas/{page}"));
        let schema = schema.map(|schema| resolve(&self.document, schema));
        let is_list = |schema: &Value| schema.pointer("/items").is_some();
        let place = operation.paging.as_ref().map_or("data", |paging| paging.items.as_str());
        let (list, path) = match schema {
            Some(schema) if is_list(schema) => (Some(schema), String::new()),
            schema => {
                let step = |schema: &'_ Value, name: &str| {
                    schema.pointer(&format!("/properties/{name}")).cloned()
                };
                let mut found = schema.cloned();
                for name in place.split('.') {
                    found = found.and_then(|schema| step(resolve(&self.document, &schema), name));
                }
                let path = place
                    .split('.')
                    .fold(format!("T.{page}"), |at, name| format!("NonNullable<{at}[\"{name}\"]>"));
                let name = found.as_ref().map(|schema| resolve(&self.document, schema));
                return name
                    .and_then(|schema| schema.pointer("/items/$ref"))
                    .and_then(Value::as_str)
                    .and_then(|to| to.rsplit('/').next())
                    .map_or_else(|| format!("{path}[number]"), |item| format!("T.{item}"));
            }
        };
        list.and_then(|schema| schema.pointer("/items/$ref"))
            .and_then(Value::as_str)
            .and_then(|to| to.rsplit('/').next())
            .map_or_else(|| format!("T.{page}{path}[number]"), |item| format!("T.{item}"))
    }
}

/// Stands for `Blob` until openapi-typescript, which has no word for it, has done its work.
const BLOB: &str = "a file of whatever kind";

/// A schema in which what is binary is a `Blob`: a text for OpenAPI, a file for callers.
fn with_files(schema: &Value) -> Value {
    let mut schema = schema.clone();
    let is_file = |schema: &Value| schema.get("format").is_some_and(|format| format == "binary");
    if is_file(&schema) {
        return json!({ "const": BLOB, "description": schema.get("description") });
    }
    if let Some(items) = schema.get_mut("items").filter(|items| is_file(items)) {
        *items = json!({ "const": BLOB });
    }
    schema
}

fn parameters(operation: &Operation) -> Value {
    let properties: Map<_, _> = operation
        .parameters
        .iter()
        .map(|one| (one.name.clone(), with_files(&one.schema)))
        .collect();
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

pub(super) fn pascal(id: &str) -> String {
    let capital = |word: &str| {
        word.chars()
            .take(1)
            .flat_map(char::to_uppercase)
            .chain(word.chars().skip(1))
            .collect::<String>()
    };
    id.split('.').map(capital).collect()
}

fn declarations(class: &Class, options: &str, tree: &Tree<'_>, typed: &Typed) -> String {
    let Class { file, name, path, .. } = class;
    // A service may share what a client of all services knows.
    let given = if name == options { String::new() } else { format!(" | {options}") };
    let whole = if name == options {
        String::new()
    } else {
        format!("import type {{ {options} }} from \"./{}.js\";\n", class.provider)
    };
    let mut text = format!(
        "// Made from {path}.\nimport type {{ CallOptions, CurlOptions, {options}Options, Listing, ListOptions, Quota }} from \"../index.js\";\n\
         {whole}import type * as T from \"./{file}.schemas.js\";\n\nexport type * from \"./{file}.schemas.js\";\n\n\
         export declare class {name} {{\n  constructor(options?: {options}Options{given});\n{QUOTA}"
    );
    for (name, group) in &tree.groups {
        let _ = writeln!(text, "  readonly {name}: {};", member_types(group, typed, 1));
    }
    for (verb, operation) in &tree.methods {
        text.push_str(&comment(operation, "  "));
        let _ = writeln!(text, "  readonly {verb}: {{ {} }};", signature(operation, typed));
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
        _ if operation.one.is_some() => format!(
            "(params{optional}: {params}, options?: CallOptions): Promise<{}>; \
             wire(params{optional}: {params}, options?: CallOptions): Promise<T.{answer}>; \
             curl(params{optional}: {params}, options?: CurlOptions): Promise<string>",
            typed.one(operation)
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
pub(super) mod tests {
    use super::*;

    pub(in crate::package) const YAML: &str = r##"
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

    pub(in crate::package) fn class(prefix: Option<&str>) -> Class {
        Class {
            provider: "net".into(),
            file: "net".into(),
            name: "Net".into(),
            path: "net.yaml".into(),
            document: Document::parse(YAML).unwrap(),
            prefix: prefix.map(str::to_owned),
        }
    }

    #[test]
    fn a_document_becomes_a_class() {
        let class = class(None);
        assert_eq!(
            module(&class),
            "// Made from net.yaml.\nimport { described } from \"../lib/described.js\";\n\n\
             export class Net extends /* @__PURE__ */ described(\n  \"net\",\n  \
             `@flow.tags\t/\nlist\tG1\tpi\tpage\n@me\t/\nget\tG0\ti\nupdate\tU0\tib\t\tname!`,\n) {}\n"
        );
        assert_eq!(template("a`b${c}\\"), "`a\\`b\\${c}\\\\`");
    }

    #[test]
    fn methods_are_typed_by_name() {
        let class = class(None);
        let typed = Typed::of(&class.document);
        let tree = Tree::of(&class.document.operations, None);
        let text = declarations(&class, "Net", &tree, &typed);
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
