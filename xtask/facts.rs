//! Prints, as JSON, what the build takes from the crate: the platforms, and how their accounts are connected.

#![allow(clippy::disallowed_macros, clippy::print_stdout, missing_docs)] // not part of the wasm

use portaria::providers::{Connect, Provider};
use serde_json::{Value, json};

fn main() {
    let platforms: Vec<_> = Provider::ALL.iter().copied().map(platform).collect();
    println!("{}", json!({ "platforms": platforms }));
}

fn platform(provider: Provider) -> Value {
    json!({
        "name": provider.name(),
        "class": format!("{provider:?}"),
        "title": provider.title(),
        "baseUrl": provider.base_url(),
        "connect": provider.connect().name(),
        "credentials": provider.connect().credentials(),
        "hasLogin": provider.connect() == Connect::Login,
        "hasClientCredentials": provider.client_credentials().is_some(),
    })
}
