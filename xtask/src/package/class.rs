//! A JavaScript class that is made of one document.

use std::fs;

use anyhow::{Context as _, Result, anyhow};
use describe::Document;

use super::names::{class_of_service, common_prefix};
use crate::workspace::root;

pub(super) struct Class {
    /// The provider's name.
    pub(super) provider: String,
    /// The name of its files.
    pub(super) file: String,
    pub(super) name: String,
    /// Of the document.
    pub(super) path: String,
    pub(super) document: Document,
    /// What the ids of all its operations begin with, as a service's do, and its methods do not.
    pub(super) prefix: Option<String>,
}

impl Class {
    /// The class of a provider with one document, or one class for each of its services.
    pub(super) fn all_of(provider: &str, name: &str) -> Result<Vec<Self>> {
        let documents = describe::documents(root(), provider).map_err(|error| anyhow!(error))?;
        documents
            .into_iter()
            .map(|(service, path)| {
                let path = path.display().to_string();
                let yaml = fs::read_to_string(root().join(&path))
                    .with_context(|| format!("{path} could not be read"))?;
                let document =
                    Document::parse(&yaml).map_err(|error| anyhow!("{path}: {error}"))?;
                Ok(match service {
                    None => Self::of_provider(provider, name, path, document),
                    Some(service) => Self::of_service(provider, &service, path, document),
                })
            })
            .collect()
    }

    fn of_provider(provider: &str, name: &str, path: String, document: Document) -> Self {
        let provider = provider.to_owned();
        Self { file: provider.clone(), provider, name: name.into(), path, document, prefix: None }
    }

    fn of_service(provider: &str, service: &str, path: String, document: Document) -> Self {
        Self {
            provider: provider.into(),
            file: format!("{provider}-{service}"),
            name: class_of_service(&document),
            path,
            prefix: common_prefix(&document.operations),
            document,
        }
    }

    /// Its JavaScript: the methods are made of the table when they are first used (pkg/lib/described.js).
    pub(super) fn module(&self) -> String {
        let Self { provider, name, path, document, prefix, .. } = self;
        let table = describe::table(&document.operations);
        let skipped = if prefix.is_some() { ", 1" } else { "" };
        format!(
            "// Made from {path}.\nimport {{ described }} from \"../lib/described.js\";\n\n\
             export class {name} extends /* @__PURE__ */ described(\n  \"{provider}\",\n  {}{skipped},\n) {{}}\n",
            template_literal(table.trim_end())
        )
    }
}

/// A text as JavaScript writes it, lines as lines.
fn template_literal(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('`', "\\`").replace("${", "\\${");
    format!("`{escaped}`")
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
        assert_eq!(
            class(None).module(),
            "// Made from net.yaml.\nimport { described } from \"../lib/described.js\";\n\n\
             export class Net extends /* @__PURE__ */ described(\n  \"net\",\n  \
             `@flow.tags\t/\nlist\tG1\tpiz\tpage\n@me\t/\nget\tG0\ti\nupdate\tU0\tib\t\tname!`,\n) {}\n"
        );
        assert_eq!(template_literal("a`b${c}\\"), "`a\\`b\\${c}\\\\`");
    }
}
