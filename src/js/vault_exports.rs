//! What a Vault's JavaScript calls, and its storage.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::js_host::JsHost;
use crate::edge::vault::{self, Addressed, Envelope, Sql, SqlValue, VaultCommand};
use crate::error::{Code, Error, Result};
use crate::host::Host;

#[wasm_bindgen]
extern "C" {
    /// A Durable Object's `SqlStorage`.
    #[wasm_bindgen(typescript_type = "SqlStorage")]
    pub type SqlStorage;
}

#[wasm_bindgen(raw_module = "../lib/sql.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn rows(
        sql: &SqlStorage,
        statement: &str,
        values: &str,
    ) -> std::result::Result<String, JsValue>;
}

/// Makes a Vault's storage ready.
///
/// # Errors
/// A `PortariaError` when the storage fails.
#[wasm_bindgen(js_name = prepareVault)]
pub fn prepare_vault(sql: SqlStorage) -> std::result::Result<(), JsValue> {
    Ok(vault::prepare(&sql, JsHost::default().now_ms())?)
}

/// Carries out a command in the Vault, in one transaction of the caller's. It is JSON, and what comes back is an [`Envelope`] as
/// JSON: what the host does then.
///
/// # Errors
/// A `PortariaError` when the storage fails or the command is none.
#[wasm_bindgen(js_name = executeInVault)]
pub fn execute_in_vault(sql: SqlStorage, command: &str) -> std::result::Result<String, JsValue> {
    #[cfg(feature = "test-panic")]
    let is_injected = command.contains(super::panic_injection::HEADER);
    let Addressed::<String, VaultCommand> { owner, run } = serde_json::from_str(command)
        .map_err(|_| Error::new(Code::Unavailable, "The Vault does not know this command."))?;
    let envelope = vault::execute(&sql, &owner, run, JsHost::default().now_ms())?;
    #[cfg(feature = "test-panic")]
    if is_injected {
        super::panic_injection::panic_now(); // when it has written, so that it must be undone
    }
    Ok(write(&envelope)?)
}

/// Deletes what has expired, in one transaction of the caller's; for the alarm. What comes back is an [`Envelope`] as JSON.
///
/// # Errors
/// A `PortariaError` when the storage fails.
#[wasm_bindgen(js_name = sweepVault)]
pub fn sweep_vault(sql: SqlStorage) -> std::result::Result<String, JsValue> {
    Ok(write(&vault::sweep(&sql, JsHost::default().now_ms())?)?)
}

fn write(envelope: &Envelope) -> Result<String> {
    serde_json::to_string(envelope)
        .map_err(|_| Error::new(Code::Unavailable, "The Vault's reply could not be written."))
}

impl Sql for SqlStorage {
    fn run(&self, statement: &str, values: &[SqlValue]) -> Result<Vec<Vec<SqlValue>>> {
        let failed =
            || Error::new(Code::Unavailable, "The Vault's storage failed.").retryable(true);
        let values = serde_json::to_string(values).map_err(|_| failed())?;
        let rows = rows(self, statement, &values).map_err(|_| failed())?;
        serde_json::from_str(&rows).map_err(|_| failed())
    }
}
