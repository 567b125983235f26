//! What the package is made of: the crates in its wasm, as CycloneDX 1.5. The package itself depends on nothing.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::{
    run::output,
    setup::wasm_target::TRIPLE,
    workspace::{cargo, root},
};

/// The bill of the package, as JSON.
pub(super) fn of_package(version: &str) -> Result<String> {
    let mut metadata = cargo();
    metadata.args(["metadata", "--format-version", "1", "--locked", "--filter-platform", TRIPLE]);
    metadata.args(["--features", "portaria/server"]);
    let metadata: Value =
        serde_json::from_str(&output(&mut metadata).context("cargo metadata failed")?)?;
    let lock = std::fs::read_to_string(root().join("Cargo.lock"))?;
    Ok(serde_json::to_string_pretty(&bill(&metadata, &checksums(&lock), version)?)?)
}

fn bill(
    metadata: &Value,
    checksums: &BTreeMap<(String, String), String>,
    version: &str,
) -> Result<Value> {
    let nodes = metadata.pointer("/resolve/nodes").and_then(Value::as_array);
    let nodes: BTreeMap<&str, &Value> =
        nodes.into_iter().flatten().filter_map(|node| Some((text(node, "id")?, node))).collect();
    let packages = metadata.get("packages").and_then(Value::as_array);
    let packages: BTreeMap<&str, &Value> =
        packages.into_iter().flatten().filter_map(|one| Some((text(one, "id")?, one))).collect();
    let ours = packages
        .iter()
        .find(|(_, package)| text(package, "name") == Some("portaria"))
        .map(|(id, _)| *id)
        .context("cargo metadata knows no portaria")?;

    let (mut seen, mut left) = (BTreeSet::new(), vec![ours]);
    while let Some(id) = left.pop() {
        if seen.insert(id) {
            left.extend(nodes.get(id).into_iter().flat_map(|node| linked(node)));
        }
    }
    let reference = format!("pkg:npm/portaria@{version}");
    let named = |id: &str| match packages.get(id) {
        _ if id == ours => reference.clone(),
        package => package.map_or_else(String::new, |package| purl(package)),
    };
    let components: Vec<_> = seen
        .iter()
        .filter(|id| **id != ours)
        .filter_map(|id| packages.get(id))
        .map(|package| component(package, checksums))
        .collect();
    let dependencies: Vec<_> = seen
        .iter()
        .map(|id| {
            let on: BTreeSet<_> =
                nodes.get(id).into_iter().flat_map(|node| linked(node)).map(named).collect();
            json!({ "ref": named(id), "dependsOn": on })
        })
        .collect();
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": {
            "type": "library",
            "bom-ref": reference,
            "name": "portaria",
            "version": version,
            "purl": reference,
            "licenses": [{ "expression": "MIT OR Apache-2.0" }],
        } },
        "components": components,
        "dependencies": dependencies,
    }))
}

/// What is linked into a package: neither what builds it nor what tests it.
fn linked(node: &Value) -> impl Iterator<Item = &str> {
    let on = node.get("deps").and_then(Value::as_array).into_iter().flatten();
    on.filter(|on| {
        let kinds = on.get("dep_kinds").and_then(Value::as_array).into_iter().flatten();
        kinds.clone().any(|kind| kind.get("kind").is_none_or(Value::is_null))
    })
    .filter_map(|on| text(on, "pkg"))
}

fn component(package: &Value, checksums: &BTreeMap<(String, String), String>) -> Value {
    let (name, version) = (text(package, "name"), text(package, "version"));
    let (name, version) = (name.unwrap_or_default(), version.unwrap_or_default());
    let licenses: Vec<_> = text(package, "license")
        .map(|license| json!({ "expression": license.replace('/', " OR ") }))
        .into_iter()
        .collect();
    let hashes: Vec<_> = checksums
        .get(&(name.to_owned(), version.to_owned()))
        .map(|checksum| json!({ "alg": "SHA-256", "content": checksum }))
        .into_iter()
        .collect();
    json!({
        "type": "library",
        "bom-ref": purl(package),
        "name": name,
        "version": version,
        "purl": purl(package),
        "licenses": licenses,
        "hashes": hashes,
    })
}

fn purl(package: &Value) -> String {
    let part = |name| text(package, name).unwrap_or_default();
    format!("pkg:cargo/{}@{}", part("name"), part("version"))
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

/// The checksums of Cargo.lock, by name and version.
fn checksums(lock: &str) -> BTreeMap<(String, String), String> {
    let field = |part: &str, name: &str| {
        let line = part.lines().find_map(|line| line.strip_prefix(&format!("{name} = \"")))?;
        line.strip_suffix('"').map(str::to_owned)
    };
    lock.split("[[package]]")
        .filter_map(|part| {
            Some(((field(part, "name")?, field(part, "version")?), field(part, "checksum")?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_linked_is_listed_with_its_checksum_and_licence() {
        let kind = |kind: Value| json!([{ "kind": kind }]);
        let metadata = json!({
            "packages": [
                { "id": "p", "name": "portaria", "version": "0.1.0" },
                { "id": "s", "name": "serde", "version": "1.0.1", "license": "MIT/Apache-2.0" },
                { "id": "d", "name": "describe", "version": "0.1.0" },
            ],
            "resolve": { "nodes": [
                { "id": "p", "deps": [
                    { "pkg": "s", "dep_kinds": kind(Value::Null) },
                    { "pkg": "d", "dep_kinds": kind("build".into()) },
                ] },
                { "id": "s", "deps": [] },
            ] },
        });
        let lock = "[[package]]\nname = \"serde\"\nversion = \"1.0.1\"\nchecksum = \"abc\"\n";
        let bill = bill(&metadata, &checksums(lock), "0.2.0").unwrap();
        assert_eq!(
            bill["components"],
            json!([{
                "type": "library", "bom-ref": "pkg:cargo/serde@1.0.1", "name": "serde", "version": "1.0.1",
                "purl": "pkg:cargo/serde@1.0.1", "licenses": [{ "expression": "MIT OR Apache-2.0" }],
                "hashes": [{ "alg": "SHA-256", "content": "abc" }],
            }])
        );
        assert_eq!(
            bill["dependencies"][0],
            json!({ "ref": "pkg:npm/portaria@0.2.0", "dependsOn": ["pkg:cargo/serde@1.0.1"] })
        );
    }
}
