//! What the crate says of its platforms, and its constants: `xtask/facts.rs` prints them as JSON.

use std::sync::OnceLock;

use anyhow::{Context as _, Result};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{run::output, workspace::cargo};

/// What the build takes from the crate.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Facts {
    /// The platforms, in the order of their names.
    pub(crate) platforms: Vec<Platform>,
    /// The constants that the package's JavaScript shares with the crate, by their names.
    pub(crate) protocol: Map<String, Value>,
}

/// A platform.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Platform {
    /// The folder's name.
    pub(crate) name: String,
    /// The name of its class.
    pub(crate) class: String,
    /// The name for people.
    pub(crate) title: String,
    /// Where it is, where all of it is in one place.
    pub(crate) base_url: Option<String>,
    /// The sets of fields that an account can be connected with.
    pub(crate) credentials: Vec<CredentialSet>,
    /// Whether lists in queries have brackets behind their names.
    pub(crate) has_brackets: bool,
    /// Whether there is a login that we start.
    pub(crate) has_login: bool,
    /// Whether a client may have credentials that are exchanged for tokens.
    pub(crate) has_client_credentials: bool,
}

/// Fields that together let the Worker act for an account.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct CredentialSet {
    pub(crate) fields: Vec<Field>,
    pub(crate) place: String,
}

/// One of them.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) hint: String,
    pub(crate) required: bool,
}

/// What the crate says.
pub(super) fn facts() -> Result<Facts> {
    serde_json::from_str(text()?)
        .context("xtask/facts.rs prints something else than xtask/src/package/facts.rs reads")
}

/// The same as it is printed. The crate is asked once.
pub(super) fn text() -> Result<&'static str> {
    static TEXT: OnceLock<String> = OnceLock::new();
    if let Some(text) = TEXT.get() {
        return Ok(text);
    }
    let mut run = cargo();
    run.args(["run", "--quiet", "--package", "portaria", "--example", "facts"]);
    let text = output(&mut run).context(
        "the crate could not be asked for its platforms: run `cargo run --example facts` to see why",
    )?;
    Ok(TEXT.get_or_init(|| text))
}
