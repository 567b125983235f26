//! The Worker's settings on this machine: nothing has to be configured.

use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{
    dev::Ports,
    js,
    run::output,
    stamp::files_below,
    workspace::{root, target},
};

/// What a platform of the sandbox says in its `worker.json` for a Worker beside it.
#[derive(Debug, Deserialize)]
struct Played {
    /// The instances by name; `{sandbox}` stands for the sandbox's address, `{other_site}` for that by another name of this machine, which
    /// browsers take for another site than the Worker's.
    instances: Map<String, Value>,
    /// The variables that hold their secrets.
    secrets: BTreeMap<String, String>,
}

/// What all platforms of the sandbox say together.
fn played(sandbox_url: &str) -> Result<Played> {
    let mut all = Played { instances: Map::new(), secrets: BTreeMap::new() };
    let folders = root().join("tests/sandbox/src/providers");
    for path in files_below(&folders).iter().filter(|path| path.ends_with("worker.json")) {
        let text = fs::read_to_string(path)?.replace("{sandbox}", sandbox_url);
        let text = text.replace("{other_site}", &sandbox_url.replace("127.0.0.1", "localhost"));
        let played: Played = serde_json::from_str(&text)
            .with_context(|| format!("{} is not as it should be", path.display()))?;
        all.instances.extend(played.instances);
        all.secrets.extend(played.secrets);
    }
    Ok(all)
}

const KEY: &str = "PORTARIA_KEY=";

/// Writes them for these ports; the key stays what it was, or stored connections were lost.
pub(crate) fn write(ports: &Ports) -> Result<PathBuf> {
    let path = target().join("dev/portaria.env");
    let key = match kept_key(&fs::read_to_string(&path).unwrap_or_default()) {
        Some(key) => key,
        None => random_key()?,
    };
    let played = played(&ports.sandbox_url())?;
    save(&path, &contents(ports, &key, &played))
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
fn contents(ports: &Ports, key: &str, Played { instances, secrets }: &Played) -> String {
    let instances = json!(instances);
    let secrets: String = secrets.iter().map(|(name, value)| format!("{name}={value}\n")).collect();
    format!(
        "PORTARIA_ORIGIN={}\n{KEY}{key}\nPORTARIA_INSTANCES='{instances}'\n{secrets}",
        ports.portaria_url(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const PORTS: Ports = Ports { portaria: 9000, sandbox: 9001 };

    #[test]
    fn settings_name_the_ports_and_every_platform_of_the_sandbox() {
        let played = played(&PORTS.sandbox_url()).unwrap();
        let contents = contents(&PORTS, "a+/b=", &played);
        let lines: Vec<&str> = contents.lines().collect();
        assert_eq!(lines[0], "PORTARIA_ORIGIN=http://127.0.0.1:9000");
        assert_eq!(lines[1], "PORTARIA_KEY=a+/b=");
        let instances = lines[2].strip_prefix("PORTARIA_INSTANCES='").unwrap();
        let instances: Map<String, Value> =
            serde_json::from_str(instances.strip_suffix('\'').unwrap()).unwrap();
        assert!(instances.len() > 1);
        for (name, instance) in &instances {
            let url = instance["base_url"].as_str().unwrap();
            assert!(url.starts_with("http://127.0.0.1:9001/"), "{name}: {url}");
        }
        let framed: Vec<_> =
            instances.values().filter_map(|instance| instance.get("frame_ancestors")).collect();
        assert_eq!(framed, [&json!(["http://localhost:9001"])], "the dashboard frames its app");
        assert_eq!(lines.len(), 3 + played.secrets.len());
        assert!(lines[3..].iter().all(|line| line.contains('=')), "{contents}");
    }

    #[test]
    fn the_key_is_kept() {
        let played = Played { instances: Map::new(), secrets: BTreeMap::new() };
        assert_eq!(kept_key(&contents(&PORTS, "a+/b=", &played)).as_deref(), Some("a+/b="));
        assert_eq!(kept_key(""), None);
        assert_eq!(kept_key("PORTARIA_KEY=\n"), None);
    }
}
