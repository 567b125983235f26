//! The types of the schemas, which a script makes with openapi-typescript.

use std::{fs, path::Path, time::Duration};

use anyhow::Result;
use serde_json::{Value, json};

use super::{class::Class, typed_document::TypedDocument};
use crate::{
    js,
    run::run_quietly,
    workspace::{root, target},
};

/// What types them.
pub(super) const SCRIPT: &str = "xtask/schema-types.js";

/// The documents that wait to be typed, all at once: a process for each would take longer.
#[derive(Debug, Default)]
pub(super) struct SchemaTypes(Vec<Value>);

impl SchemaTypes {
    /// Adds a class' document; its types go to that directory.
    pub(super) fn add(&mut self, class: &Class, typed: &TypedDocument, to: &Path) {
        self.0.push(json!({
            "document": typed.value,
            "source": class.path,
            "output": to.join(format!("{}.schemas.d.ts", class.file)),
        }));
    }

    pub(super) fn write(self) -> Result<()> {
        let documents = target().join("portaria/schema-types.json");
        fs::create_dir_all(target().join("portaria"))?;
        fs::write(&documents, Value::from(self.0).to_string())?;
        let mut node = js::node();
        node.arg(root().join(SCRIPT)).arg(&documents);
        run_quietly("typing the schemas", &mut node, Duration::from_secs(120))
    }
}
