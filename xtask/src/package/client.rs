//! A provider's documents become JavaScript classes and their types.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Result, anyhow};

use super::{
    class::Class, declarations::declarations, facts::Platform, published_document::published,
    schema_types::SchemaTypes, services, typed_document::TypedDocument,
};
use crate::workspace::root;

/// The documents of all providers, relative to the root.
pub(crate) fn document_paths() -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for provider in describe::providers(root()).map_err(|error| anyhow!(error))? {
        let documents = describe::documents(root(), &provider).map_err(|error| anyhow!(error))?;
        paths.extend(documents.into_iter().map(|(_, path)| path));
    }
    Ok(paths)
}

/// Writes the classes of all providers.
pub(super) fn generate(platforms: &[Platform], to: &Path) -> Result<()> {
    let mut schemas = SchemaTypes::default();
    for platform in platforms {
        let Platform { name: provider, class: name, .. } = platform;
        let classes = Class::all_of(provider, name)?;
        for class in &classes {
            write(class, platform, to, &mut schemas)?;
        }
        if !matches!(classes.as_slice(), [only] if only.name == *name) {
            fs::write(
                to.join(format!("{provider}.js")),
                services::module(provider, name, &classes),
            )?;
            fs::write(to.join(format!("{provider}.d.ts")), services::declarations(name, &classes))?;
        }
    }
    schemas.write()
}

/// Writes a class, its types and its document as JSON.
fn write(class: &Class, platform: &Platform, to: &Path, schemas: &mut SchemaTypes) -> Result<()> {
    let (file, options) = (&class.file, &platform.class);
    let typed = TypedDocument::of(&class.document);
    fs::write(to.join(format!("{file}.js")), class.module())?;
    fs::write(to.join(format!("{file}.d.ts")), declarations(class, options, &typed))?;
    let openapi = to.join("openapi");
    fs::create_dir_all(&openapi)?;
    fs::write(
        openapi.join(format!("{file}.json")),
        published(&class.document.value, platform.has_brackets).to_string(),
    )?;
    schemas.add(class, &typed, to);
    Ok(())
}
