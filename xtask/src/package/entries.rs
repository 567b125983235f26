//! The package's entries for each platform, made of the platform's folder: `portaria/<name>`, for pages and for servers, with its types.
//!
//! A folder may hold `client.js` (what its class has beside the description), `server.js` (what only a server may do), `worker.js`
//! (what a Worker's own code may call) and the types of each. Their imports begin at the repository's root.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Result, bail};

use super::facts::{CredentialSet, Field, Platform};
use crate::{js, run::run_quietly, workspace::root};

/// What a platform's own files call the package's folder by, and what that is in the package.
const ROOT: (&str, &str) = ("\"../../../pkg/", "\"../../../");

/// What a folder may hold for the package.
const FILES: [&str; 6] =
    ["client.js", "client.d.ts", "server.js", "server.d.ts", "worker.js", "worker.d.ts"];

/// Writes the entries of all platforms into the package's `dist`.
pub(super) fn generate(platforms: &[Platform], dist: &Path) -> Result<()> {
    for platform in platforms {
        copy(platform, dist)?;
        if !has(platform, "client.d.ts") {
            let to = dist.join("providers").join(&platform.name);
            fs::create_dir_all(&to)?;
            fs::write(to.join("client.d.ts"), default_types(platform))?;
        }
        write_entries(platform, dist)?;
    }
    let all = |module: fn(&Platform) -> String| {
        platforms.iter().map(|one| format!("export * from \"./{}\";\n", module(one))).collect()
    };
    let write = |name: &str, text: String| fs::write(dist.join(name), text);
    write("clients.js", all(page_module))?;
    write("server-clients.js", all(server_module))?;
    write("clients.d.ts", shared_types(platforms))?;
    write_worker(platforms, dist)
}

/// The files that a change of the entries comes from.
pub(super) fn sources(platforms: &[Platform]) -> Vec<PathBuf> {
    let files = platforms.iter().flat_map(|platform| FILES.map(|file| folder(platform).join(file)));
    files.filter(|path| path.exists()).collect()
}

fn folder(platform: &Platform) -> PathBuf {
    root().join("src/providers").join(&platform.name)
}

fn has(platform: &Platform, file: &str) -> bool {
    folder(platform).join(file).exists()
}

/// Copies what a folder holds, with imports that fit its place in the package.
fn copy(platform: &Platform, dist: &Path) -> Result<()> {
    let to = dist.join("providers").join(&platform.name);
    for file in FILES.into_iter().filter(|file| has(platform, file)) {
        let path = folder(platform).join(file);
        let text = fs::read_to_string(&path)?;
        if text.contains("\"../../") && !text.contains(ROOT.0) {
            bail!("{} must import the package by {}…\"", path.display(), ROOT.0);
        }
        fs::create_dir_all(&to)?;
        fs::write(to.join(file), text.replace(ROOT.0, ROOT.1))
            .with_context(|| format!("{file} could not be written"))?;
    }
    Ok(())
}

/// The module with a platform's class for pages, in `dist`.
fn page_module(platform: &Platform) -> String {
    let name = &platform.name;
    if has(platform, "client.js") {
        format!("providers/{name}/client.js")
    } else {
        format!("{name}.js")
    }
}

/// The same for servers.
fn server_module(platform: &Platform) -> String {
    if has(platform, "server.js") {
        format!("providers/{}/server.js", platform.name)
    } else {
        page_module(platform)
    }
}

/// Writes `pkg/<name>.js`, for import maps, and for bundlers that look for files and not for the package's exports.
pub(super) fn write_plain(platforms: &[Platform]) -> Result<()> {
    for Platform { name, .. } in platforms {
        let text = format!("export * from \"./dist/entries/{name}.js\";\n");
        fs::write(root().join("pkg").join(format!("{name}.js")), text)?;
    }
    Ok(())
}

/// What every entry has beside the class.
const COMMON: &str = "export { connect, connections, disconnect } from \"../../lib/connect.js\";\n\
     export { PortariaError } from \"../../lib/error.js\";\n";

fn write_entries(platform: &Platform, dist: &Path) -> Result<()> {
    let Platform { name, title, has_login, has_client_credentials, .. } = platform;
    let (pages, servers) = (dist.join("entries"), dist.join("entries/server"));
    fs::create_dir_all(&servers)?;
    let page = format!(
        "// {title} alone, for pages.\nimport \"../../core/browser.js\";\n\nexport * from \"../{}\";\n{COMMON}",
        page_module(platform)
    );
    let mut server = format!("// {title} alone, for servers.\nimport \"#core\";\n");
    if *has_client_credentials {
        server.push_str("import \"../../../lib/tokens.js\";\n");
    }
    let _ = write!(server, "\nexport * from \"../../{}\";\n", server_module(platform));
    server.push_str(&COMMON.replace("../../lib", "../../../lib"));
    let mut types = format!(
        "/** {title} alone; the rest of \"portaria\" is left out of what a bundler makes. */\n\n\
         export * from \"../providers/{name}/client.js\";\n{TYPES}"
    );
    if *has_login {
        server.push_str("export { handleRedirect, startLogin } from \"../../../lib/login.js\";\n");
        types.push_str(LOGIN_TYPES);
    }
    fs::write(pages.join(format!("{name}.js")), page)?;
    fs::write(servers.join(format!("{name}.js")), server)?;
    Ok(fs::write(pages.join(format!("{name}.d.ts")), types)?)
}

const TYPES: &str = "export {\n  type Binding,\n  type CallEvent,\n  type CallOptions,\n  type ClientOptions,\n  \
     type Connection,\n  type ConnectOptions,\n  type CurlOptions,\n  connect,\n  connections,\n  \
     type DisconnectOptions,\n  disconnect,\n  type FreeList,\n  type FreeRequest,\n  type Listing,\n  \
     type ListOptions,\n  PortariaError,\n  type PortariaErrorCode,\n  type PortariaErrorDetails,\n  type Profile,\n  \
     type Quota,\n  type WorkerOptions,\n} from \"../../index.js\";\n";

const LOGIN_TYPES: &str = "export {\n  type FinishedLogin,\n  type HandleRedirectOptions,\n  handleRedirect,\n  \
     type LoginSettings,\n  type StartedLogin,\n  type StartLoginOptions,\n  startLogin,\n} from \"../../index.js\";\n";

/// The types of a platform whose folder has none: its class, and the options that its credentials are given in.
fn default_types(platform: &Platform) -> String {
    let Platform { name, class, title, base_url, .. } = platform;
    let mut text = format!(
        "import type {{ ClientOptions }} from \"../../../index.js\";\n\n\
         /** The types of {title}'s parameters and answers. */\nexport type * as {class}Types from \"../../{name}.js\";\n\
         /** {title}. */\nexport {{ {class} }} from \"../../{name}.js\";\n\n\
         /** Give `via`; or, on a server, a credential. */\nexport interface {class}Options extends ClientOptions {{\n"
    );
    let address = match base_url {
        Some(url) => format!("Where it is: `{url}` by default."),
        None => "Where it is.".into(),
    };
    let _ = write!(text, "  /** {address} */\n  baseUrl?: string;\n");
    for field in platform.credentials.iter().flat_map(|set| &set.fields) {
        let _ = writeln!(text, "{}  {}?: string;", comment(field), field.name);
    }
    text.push_str("}\n");
    text
}

fn comment(field: &Field) -> String {
    let Field { label, hint, .. } = field;
    let hint = if hint.is_empty() { String::new() } else { format!(" {hint}") };
    format!("  /** {label}, on a server.{hint} */\n")
}

/// What the package's types take from the platforms.
fn shared_types(platforms: &[Platform]) -> String {
    let mut text = String::new();
    for Platform { name, .. } in platforms {
        let _ = writeln!(text, "export * from \"./providers/{name}/client.js\";");
    }
    let logins: Vec<_> = platforms.iter().filter(|platform| platform.has_login).collect();
    for Platform { name, class, .. } in &logins {
        let _ = write!(
            text,
            "\nimport type {{ {class}Settings }} from \"./providers/{name}/client.js\";\n"
        );
    }
    let quoted: Vec<_> =
        platforms.iter().map(|platform| format!("\"{}\"", platform.name)).collect();
    let _ = write!(
        text,
        "\n/** The names of the platforms. */\nexport type ProviderName = {};\n",
        quoted.join(" | ")
    );
    let settings: Vec<_> = logins
        .iter()
        .map(|Platform { name, class, .. }| {
            format!("({{ provider: \"{name}\" }} & {class}Settings)")
        })
        .collect();
    let _ = write!(
        text,
        "\n/** The settings of the platforms that have a login. */\nexport type LoginProviderSettings = {};\n",
        if settings.is_empty() { "never".into() } else { settings.join(" | ") }
    );
    text.push_str("\n/** What an account is connected with, where the platform has no login. */\nexport interface CredentialsByProvider {\n");
    for platform in platforms.iter().filter(|platform| !platform.credentials.is_empty()) {
        let sets: Vec<_> = platform.credentials.iter().map(credential_type).collect();
        let _ = writeln!(text, "  {}: {};", platform.name, sets.join(" | "));
    }
    text.push_str("}\n\n/** The credentials of any platform. */\nexport type Credentials = CredentialsByProvider[keyof CredentialsByProvider];\n");
    text
}

fn credential_type(set: &CredentialSet) -> String {
    let mut text = format!("/** {} */ {{", set.place);
    for Field { name, label, hint, required, .. } in &set.fields {
        let mark = if *required { "" } else { "?" };
        let hint = if hint.is_empty() { String::new() } else { format!(" {hint}") };
        let _ = write!(text, " /** {label}.{hint} */ {name}{mark}: string;");
    }
    text.push_str(" }");
    text
}

/// What a Worker's own code may call, in one file: a Worker on plain workerd names each of its modules.
fn write_worker(platforms: &[Platform], dist: &Path) -> Result<()> {
    let with: Vec<_> = platforms.iter().filter(|one| has(one, "worker.js")).collect();
    let list = with
        .iter()
        .map(|one| format!("export * from \"./providers/{}/worker.js\";\n", one.name))
        .collect::<String>();
    fs::write(dist.join("worker-clients.d.ts"), format!("{list}export {{}};\n"))?;
    let (entry, out) = (dist.join("worker-clients.entry.js"), dist.join("worker-clients.js"));
    fs::write(&entry, format!("{list}export {{}};\n"))?;
    let mut esbuild = js::tool("esbuild");
    esbuild.arg(&entry).arg("--bundle").arg("--format=esm").arg("--log-level=error");
    let core = root().join("pkg/lib/worker/core.js");
    esbuild
        .arg(format!("--outfile={}", out.display()))
        .arg(format!("--external:{}", core.display()));
    run_quietly("bundling what Workers call", &mut esbuild, Duration::from_secs(60))?;
    Ok(fs::remove_file(entry)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn platform() -> Platform {
        serde_json::from_value(serde_json::json!({
            "name": "pombo", "class": "Pombo", "title": "Pombo", "baseUrl": "https://api.pombo.example",
            "hasLogin": false, "hasClientCredentials": false,
            "credentials": [{ "place": "In the loft.", "fields": [
                { "name": "apiKey", "label": "Key", "hint": "", "required": true },
                { "name": "nest", "label": "Nest", "hint": "Only in spring.", "required": false },
            ] }],
        }))
        .unwrap()
    }

    #[test]
    fn a_platform_without_types_of_its_own_gets_them_from_its_credentials() {
        let text = default_types(&platform());
        for expected in [
            "export { Pombo } from \"../../pombo.js\";",
            "export interface PomboOptions extends ClientOptions {",
            "`https://api.pombo.example` by default. */\n  baseUrl?: string;",
            "  /** Nest, on a server. Only in spring. */\n  nest?: string;",
        ] {
            assert!(text.contains(expected), "{text}");
        }
    }

    #[test]
    fn the_credentials_of_connect_are_typed_by_their_description() {
        let text = shared_types(&[platform()]);
        for expected in [
            "export type ProviderName = \"pombo\";",
            "export type LoginProviderSettings = never;",
            "  pombo: /** In the loft. */ { /** Key. */ apiKey: string; /** Nest. Only in spring. */ nest?: string; };",
        ] {
            assert!(text.contains(expected), "{text}");
        }
    }
}
