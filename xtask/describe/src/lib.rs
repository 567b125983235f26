//! Reads a provider's OpenAPI document for those who make something of it: the operation table in wasm, the
//! methods and the types in JavaScript. The keys beginning with `x-portaria-` are explained in
//! src/providers/README.md.

#![forbid(unsafe_code)]
#![allow(clippy::disallowed_macros)] // not part of the wasm

mod nesting;
mod operation;
mod table;
pub mod table_marks;

pub use operation::{Body, Gives, Operation, Paging, Parameter, Place, Shape, Style};
pub use table::table;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// A provider's document.
#[derive(Debug)]
pub struct Document {
    /// The document as it is written.
    pub value: Value,
    /// What can be called, in the order of the ids.
    pub operations: Vec<Operation>,
}

impl Document {
    /// Reads a document.
    ///
    /// # Errors
    /// One sentence saying what is wrong and where.
    pub fn parse(yaml: &str) -> Result<Self, String> {
        let value: Value = serde_saphyr::from_str(yaml).map_err(|error| error.to_string())?;
        let mut operations = operation::read_all(&value)?;
        sort(&mut operations)?;
        Ok(Self { value, operations })
    }
}

/// Puts operations into the order of their ids.
///
/// # Errors
/// When an id is there twice.
pub fn sort(operations: &mut [Operation]) -> Result<(), String> {
    operations.sort_by(|one, other| one.id.cmp(&other.id));
    for pair in operations.windows(2) {
        if let [one, other] = pair
            && one.id == other.id
        {
            return Err(format!("the operationId {} is there twice", one.id));
        }
    }
    Ok(())
}

/// The providers, in the order of their names: the folders below the project's root that hold documents.
///
/// # Errors
/// When the folders cannot be read.
pub fn providers(root: &Path) -> Result<Vec<String>, String> {
    let dir = root.join("src/providers");
    let folders = fs::read_dir(&dir).map_err(|error| format!("{}: {error}", dir.display()))?;
    let names = folders.filter_map(|folder| folder.ok()?.file_name().into_string().ok());
    let mut names: Vec<_> = names.filter(|name| documents(root, name).is_ok()).collect();
    names.sort();
    Ok(names)
}

/// The documents of a provider, below the root of the project: each with the name of its service, which is none where
/// there is one document for all.
///
/// # Errors
/// When there is none.
pub fn documents(root: &Path, provider: &str) -> Result<Vec<(Option<String>, PathBuf)>, String> {
    let folder = Path::new("src/providers").join(provider);
    if root.join(&folder).join("openapi.yaml").exists() {
        return Ok(vec![(None, folder.join("openapi.yaml"))]);
    }
    let files = fs::read_dir(root.join(&folder))
        .map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut services: Vec<_> = files
        .filter_map(|file| {
            file.ok()?.path().file_name()?.to_str()?.strip_suffix(".yaml").map(str::to_owned)
        })
        .map(|service| (Some(service.clone()), folder.join(format!("{service}.yaml"))))
        .collect();
    services.sort();
    if services.is_empty() {
        Err(format!("{} holds no document", folder.display()))
    } else {
        Ok(services)
    }
}

/// Follows a `$ref` within the document, as often as it takes.
#[must_use]
pub fn resolve<'a>(document: &'a Value, mut value: &'a Value) -> &'a Value {
    for _ in 0..16 {
        let Some(pointer) = value.get("$ref").and_then(Value::as_str) else { break };
        match document.pointer(pointer.trim_start_matches('#')) {
            Some(target) => value = target,
            None => break,
        }
    }
    value
}
