//! What the package is made of: the crates in its wasm, as CycloneDX 1.5. The package itself depends on nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use anyhow::{Context as _, Result, bail};
use cargo_metadata::{
    CargoOpt, DependencyKind, Metadata, MetadataCommand, Node, Package, PackageId,
};
use cyclonedx_bom::{
    external_models::{spdx::SpdxExpression, uri::Purl},
    models::{
        bom::{Bom, SpecVersion},
        component::{Classification, Component, Components},
        dependency::{Dependencies, Dependency},
        hash::{Hash, HashAlgorithm, HashValue, Hashes},
        license::{LicenseChoice, Licenses},
        metadata::Metadata as About,
    },
    validation::Validate as _,
};
use serde::Deserialize;

use crate::{setup::wasm_target::TRIPLE, workspace::root};

/// Cargo.lock, of which only the checksums are needed.
#[derive(Deserialize)]
struct Lock {
    package: Vec<Locked>,
}

#[derive(Deserialize)]
struct Locked {
    name: String,
    version: String,
    /// None for our own crates.
    checksum: Option<String>,
}

/// The bill of the package, as JSON.
pub(super) fn of_package(version: &str) -> Result<String> {
    let metadata = MetadataCommand::new()
        .current_dir(root())
        .features(CargoOpt::SomeFeatures(vec!["portaria/server".into()]))
        .other_options(["--locked", "--filter-platform", TRIPLE].map(String::from))
        .exec()?;
    let lock = toml::from_str(&fs::read_to_string(root().join("Cargo.lock"))?)?;
    to_json(bill(&metadata, &lock, version)?)
}

fn to_json(bill: Bom) -> Result<String> {
    let validation = bill.validate_version(SpecVersion::V1_5);
    if validation.has_errors() {
        bail!("the bill of materials is no CycloneDX 1.5: {validation:?}");
    }
    let mut json = Vec::new();
    bill.output_as_json_v1_5(&mut json)?;
    Ok(String::from_utf8(json)?)
}

fn bill(metadata: &Metadata, lock: &Lock, version: &str) -> Result<Bom> {
    let package = metadata
        .packages
        .iter()
        .find(|package| package.name == "portaria")
        .context("cargo metadata knows no portaria")?;
    let linked = linked(metadata, &package.id)?;
    let named: BTreeMap<_, _> = metadata
        .packages
        .iter()
        .filter(|one| linked.contains_key(&one.id))
        .map(|one| Ok((&one.id, if one.id == package.id { npm(version)? } else { purl(one)? })))
        .collect::<Result<_>>()?;
    let crates = metadata.packages.iter().filter(|one| one.id != package.id);
    let components = crates
        .filter_map(|one| Some(component(one, named.get(&one.id)?, lock)))
        .collect::<Result<_>>()?;
    let names = |ids: &BTreeSet<&PackageId>| {
        ids.iter().filter_map(|id| named.get(id)).map(ToString::to_string).collect()
    };
    let dependencies = linked
        .iter()
        .filter_map(|(id, on)| {
            Some(Dependency { dependency_ref: named.get(id)?.to_string(), dependencies: names(on) })
        })
        .collect();
    Ok(Bom {
        // It would be another each time; so would a time.
        serial_number: None,
        metadata: Some(About { component: Some(root_component(version)?), ..About::default() }),
        components: Some(Components(components)),
        dependencies: Some(Dependencies(dependencies)),
        ..Bom::default()
    })
}

/// What is linked into a package, and what into that: neither what builds it nor what tests it.
fn linked<'a>(
    metadata: &'a Metadata,
    package: &'a PackageId,
) -> Result<BTreeMap<&'a PackageId, BTreeSet<&'a PackageId>>> {
    let resolve = metadata.resolve.as_ref().context("cargo metadata resolved nothing")?;
    let nodes: BTreeMap<_, _> = resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    let (mut linked, mut left) = (BTreeMap::new(), vec![package]);
    while let Some(id) = left.pop() {
        if !linked.contains_key(id) {
            let on: BTreeSet<_> =
                nodes.get(id).map(|node| normal(node)).into_iter().flatten().collect();
            left.extend(&on);
            linked.insert(id, on);
        }
    }
    Ok(linked)
}

fn normal(node: &Node) -> impl Iterator<Item = &PackageId> {
    let is_normal = |kind: &DependencyKind| *kind == DependencyKind::Normal;
    node.deps
        .iter()
        .filter(move |on| on.dep_kinds.iter().any(|one| is_normal(&one.kind)))
        .map(|on| &on.pkg)
}

/// The npm package, which the crates are the components of.
fn root_component(version: &str) -> Result<Component> {
    let purl = npm(version)?;
    let mut component =
        Component::new(Classification::Library, "portaria", version, Some(purl.to_string()));
    component.purl = Some(purl);
    component.licenses = Some(licenses("MIT OR Apache-2.0")?);
    Ok(component)
}

fn component(package: &Package, purl: &Purl, lock: &Lock) -> Result<Component> {
    let (name, version) = (package.name.as_str(), package.version.to_string());
    let mut component =
        Component::new(Classification::Library, name, &version, Some(purl.to_string()));
    component.purl = Some(purl.clone());
    component.licenses = package.license.as_deref().map(licenses).transpose()?;
    let locked = lock.package.iter().find(|one| one.name == name && one.version == version);
    component.hashes = locked.and_then(|one| one.checksum.clone()).map(|checksum| {
        Hashes(vec![Hash { alg: HashAlgorithm::SHA_256, content: HashValue(checksum) }])
    });
    Ok(component)
}

fn licenses(expression: &str) -> Result<Licenses> {
    let expression = SpdxExpression::parse_lax(expression.to_owned())?;
    Ok(Licenses(vec![LicenseChoice::Expression(expression)]))
}

fn npm(version: &str) -> Result<Purl> {
    Ok(Purl::new("npm", "portaria", version)?)
}

fn purl(package: &Package) -> Result<Purl> {
    Ok(Purl::new("cargo", &package.name, &package.version.to_string())?)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn package(id: &str, name: &str, version: &str, license: Option<&str>) -> Value {
        json!({
            "id": id, "name": name, "version": version, "license": license, "dependencies": [], "targets": [],
            "features": {}, "manifest_path": "/Cargo.toml",
        })
    }

    fn node(id: &str, on: &[(&str, Option<&str>)]) -> Value {
        let dependency = |(id, kind): &(&str, Option<&str>)| json!({ "name": id, "pkg": id, "dep_kinds": [{ "kind": kind }] });
        let deps: Vec<_> = on.iter().map(dependency).collect();
        json!({ "id": id, "deps": deps, "dependencies": [], "features": [] })
    }

    #[test]
    fn what_is_linked_is_listed_with_its_checksum_and_licence() {
        let metadata = json!({
            "packages": [
                package("p", "portaria", "0.1.0", None),
                package("s", "serde", "1.0.1", Some("MIT/Apache-2.0")),
                package("d", "describe", "0.1.0", None),
                package("t", "proptest", "1.0.0", None),
            ],
            "resolve": { "nodes": [
                node("p", &[("s", None), ("d", Some("build")), ("t", Some("dev"))]),
                node("s", &[]),
            ] },
            "workspace_members": [], "workspace_root": "/", "target_directory": "/target", "version": 1,
        });
        let metadata: Metadata = serde_json::from_value(metadata).unwrap();
        let lock = "[[package]]\nname = \"serde\"\nversion = \"1.0.1\"\nchecksum = \"abc\"\n";
        let lock = toml::from_str(&lock.replace("abc", &"abc0".repeat(16))).unwrap();
        let bill = to_json(bill(&metadata, &lock, "0.2.0").unwrap()).unwrap();
        let bill: Value = serde_json::from_str(&bill).unwrap();
        assert_eq!(
            bill["components"],
            json!([{
                "type": "library", "bom-ref": "pkg:cargo/serde@1.0.1", "name": "serde", "version": "1.0.1",
                "purl": "pkg:cargo/serde@1.0.1", "licenses": [{ "expression": "MIT OR Apache-2.0" }],
                "hashes": [{ "alg": "SHA-256", "content": "abc0".repeat(16) }],
            }])
        );
        assert_eq!(
            bill["dependencies"][0],
            json!({ "ref": "pkg:npm/portaria@0.2.0", "dependsOn": ["pkg:cargo/serde@1.0.1"] })
        );
        assert_eq!(bill["metadata"]["component"]["purl"], "pkg:npm/portaria@0.2.0");
        assert_eq!([&bill["bomFormat"], &bill["specVersion"]], ["CycloneDX", "1.5"]);
    }
}
