//! A document with a named schema for each operation's parameters and for each answer that has none.

use std::collections::BTreeMap;

use describe::{Document, Gives, Operation, resolve};
use serde_json::{Map, Value, json};

use super::names::pascal_case;

pub(super) struct TypedDocument {
    /// Its schemas alone: the paths are typed by the methods.
    pub(super) value: Value,
    /// The names of the answers' schemas, by the operations' ids.
    answers: BTreeMap<String, String>,
}

impl TypedDocument {
    pub(super) fn of(document: &Document) -> Self {
        let mut answers = BTreeMap::new();
        let mut added = Map::new();
        for operation in &document.operations {
            if takes_params(operation) {
                added.insert(params_name(operation), params(operation));
            }
            let answer = answer(operation);
            let name = referenced(&answer).map(str::to_owned).unwrap_or_else(|| {
                let name = format!("{}Answer", pascal_case(&operation.id));
                added.insert(name.clone(), answer.clone());
                name
            });
            answers.insert(operation.id.clone(), name);
        }
        let mut value = document.value.clone();
        if let Some(schemas) =
            value.pointer_mut("/components/schemas").and_then(Value::as_object_mut)
        {
            schemas.extend(added);
        }
        if let Some(document) = value.as_object_mut() {
            document.insert("paths".into(), json!({}));
        }
        Self { value, answers }
    }

    /// The name of the answer's schema.
    pub(super) fn answer(&self, operation: &Operation) -> &str {
        self.answers.get(&operation.id).map_or("unknown", String::as_str)
    }

    /// The type of the one record that an answer holds.
    pub(super) fn one(&self, operation: &Operation) -> String {
        let answer = self.answer(operation);
        let member = operation.one.as_deref().unwrap_or_default();
        let held = self.value.pointer(&format!("/components/schemas/{answer}/properties/{member}"));
        let record = held.and_then(|held| referenced(held.pointer("/oneOf/0").unwrap_or(held)));
        format!("T.{}", record.unwrap_or(answer))
    }

    /// The type of what a page holds.
    pub(super) fn item(&self, operation: &Operation) -> String {
        let page = self.answer(operation);
        let mut schema = self.value.pointer(&format!("/components/schemas/{page}"));
        let mut path = format!("T.{page}");
        schema = schema.map(|schema| resolve(&self.value, schema));
        let is_list = schema.is_some_and(|schema| schema.get("items").is_some());
        let place = operation.paging.as_ref().map_or("data", |paging| paging.items.as_str());
        for name in place.split('.').filter(|_| !is_list) {
            schema = schema.and_then(|schema| schema.get("properties")?.get(name));
            schema = schema.map(|schema| resolve(&self.value, schema));
            path = format!("NonNullable<{path}[\"{name}\"]>");
        }
        schema
            .and_then(|list| referenced(list.get("items")?))
            .map_or_else(|| format!("{path}[number]"), |item| format!("T.{item}"))
    }
}

/// Whether a method has parameters: a list has at least those of its pages.
pub(super) fn takes_params(operation: &Operation) -> bool {
    operation.paging.is_some() || !operation.parameters.is_empty() || operation.open
}

/// The name of the schema of an operation's parameters.
pub(super) fn params_name(operation: &Operation) -> String {
    format!("{}Params", pascal_case(&operation.id))
}

fn params(operation: &Operation) -> Value {
    let properties: Map<_, _> =
        operation.parameters.iter().map(|one| (one.name.clone(), one.schema.clone())).collect();
    let required: Vec<_> =
        operation.parameters.iter().filter(|one| one.required).map(|one| &one.name).collect();
    let mut schema = json!({
        "type": "object",
        "description": format!("What {} takes.", operation.id),
        "properties": properties,
        "additionalProperties": operation.open,
    });
    if let (Some(schema), false) = (schema.as_object_mut(), required.is_empty()) {
        schema.insert("required".into(), json!(required));
    }
    schema
}

fn answer(operation: &Operation) -> Value {
    match operation.gives {
        Gives::File => json!({ "type": "string", "format": "binary", "description": "The file." }),
        _ => operation.answer.clone().unwrap_or_else(|| json!({})),
    }
}

/// The name of the schema that a reference is to.
fn referenced(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.rsplit('/').next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::class::tests::class;

    #[test]
    fn params_and_unnamed_answers_get_schemas() {
        let typed = TypedDocument::of(&class(None).document);
        let params = typed.value.pointer("/components/schemas/MeUpdateParams").unwrap();
        assert_eq!(params["required"], json!(["name"]));
        assert_eq!(params["additionalProperties"], false);
        assert!(typed.value.pointer("/components/schemas/MeGetAnswer").is_some());
    }
}
