//! The Worker's settings on this machine: nothing has to be configured.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::{dev::Ports, js, run::output, workspace::target};

/// Ready-made apps of the sandbox: PipiChat itself, a fork of its engine that echoes `state`, SendPulse's, and the code of Bangwo8's
/// CRM extension.
const SECRETS: &str = "PIPICHAT_APP_SECRET=0123456789abcdef0123456789abcdef\n\
     SOMEE_APP_SECRET=13579bdf02468ace13579bdf02468ace\n\
     SENDPULSE_APP_SECRET=5ec0e70123456789abcdef0123456789\n\
     BANGWO8_AUTHCODE=bw8AuthcodeSandboxOnly1\n";

fn instances(sandbox_url: &str) -> Value {
    let base_url = format!("{sandbox_url}/pipichat");
    json!({
        "bangwo8": { "base_url": format!("{sandbox_url}/bangwo8") },
        "jetchat": { "base_url": format!("{sandbox_url}/jetchat/api") },
        "sendpulse": {
            "base_url": format!("{sandbox_url}/sendpulse"),
            "app_id": "5e9d0000-0000-4000-8000-0000000000a1",
        },
        "pipichat": { "base_url": base_url, "app_id": "176300000012345" },
        "somee": {
            "provider": "pipichat",
            "base_url": base_url,
            "app_id": "88150000002468",
            "state_mode": "echo",
        },
    })
}

const KEY: &str = "PORTARIA_KEY=";

/// Writes them for these ports; the key stays what it was, or stored connections were lost.
pub(crate) fn write(ports: &Ports) -> Result<PathBuf> {
    let path = target().join("dev/portaria.env");
    let key = match kept_key(&fs::read_to_string(&path).unwrap_or_default()) {
        Some(key) => key,
        None => random_key()?,
    };
    save(&path, &contents(ports, &key))
        .with_context(|| format!("{} could not be written", path.display()))?;
    Ok(path)
}

fn save(path: &Path, contents: &str) -> Result<()> {
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir)?;
    }
    let mut options = fs::OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(path)?;
    Ok(file.write_all(contents.as_bytes())?)
}

fn kept_key(contents: &str) -> Option<String> {
    let key = contents.lines().find_map(|line| line.strip_prefix(KEY))?;
    (!key.is_empty()).then(|| key.to_owned())
}

fn random_key() -> Result<String> {
    const SCRIPT: &str = "require('node:crypto').randomBytes(32).toString('base64')";
    output(js::node().args(["--print", SCRIPT])).context("Node could not make a random key")
}

/// In single quotes, as otherwise a `#` starts a comment and a `$` a variable.
fn contents(ports: &Ports, key: &str) -> String {
    let instances = instances(&ports.sandbox_url());
    format!(
        "PORTARIA_ORIGIN={}\n{KEY}{key}\nPORTARIA_INSTANCES='{instances}'\n{SECRETS}",
        ports.portaria_url(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const PORTS: Ports = Ports { portaria: 9000, sandbox: 9001 };

    #[test]
    fn settings_name_the_ports() {
        let contents = contents(&PORTS, "a+/b=");
        let lines: Vec<&str> = contents.lines().collect();
        assert_eq!(lines[0], "PORTARIA_ORIGIN=http://127.0.0.1:9000");
        assert_eq!(lines[1], "PORTARIA_KEY=a+/b=");
        let instances = lines[2].strip_prefix("PORTARIA_INSTANCES='").unwrap();
        let instances: Value = serde_json::from_str(instances.strip_suffix('\'').unwrap()).unwrap();
        assert_eq!(instances["pipichat"]["base_url"], "http://127.0.0.1:9001/pipichat");
        assert_eq!(lines[3], "PIPICHAT_APP_SECRET=0123456789abcdef0123456789abcdef");
        assert_eq!(lines[4], "SOMEE_APP_SECRET=13579bdf02468ace13579bdf02468ace");
        assert_eq!(lines[5], "SENDPULSE_APP_SECRET=5ec0e70123456789abcdef0123456789");
        assert_eq!(lines[6], "BANGWO8_AUTHCODE=bw8AuthcodeSandboxOnly1");
        assert_eq!(lines.len(), 7);
    }

    #[test]
    fn the_key_is_kept() {
        assert_eq!(kept_key(&contents(&PORTS, "a+/b=")).as_deref(), Some("a+/b="));
        assert_eq!(kept_key(""), None);
        assert_eq!(kept_key("PORTARIA_KEY=\n"), None);
    }
}
