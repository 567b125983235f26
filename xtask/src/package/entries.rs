//! The package's entries, `portaria` itself and for each platform `portaria/<name>`, made of the platforms' folders: for pages, for pages with
//! the wasm inside, and for servers; with their types.
//!
//! A folder may hold `client.js` (what its class has beside the description), `server.js` (what only a server may do), `worker.js`
//! (what a Worker's own code may call) and the types of each. Their imports begin at the repository's root.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

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
    }
    write_entries(platforms, dist)?;
    fs::write(dist.join("clients.d.ts"), shared_types(platforms))?;
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
        let text = format!("export * from \"./dist/entries/page/{name}.js\";\n");
        fs::write(root().join("pkg").join(format!("{name}.js")), text)?;
    }
    Ok(())
}

/// A kind of entries: its folder below `dist/entries`, how it loads the wasm, and whether it is a server's.
struct Kind {
    folder: &'static str,
    loader: &'static str,
    is_server: bool,
}

const KINDS: [Kind; 3] = [
    Kind { folder: "page", loader: "../../../core/browser.js", is_server: false },
    Kind { folder: "inline", loader: "../../../core/inline.js", is_server: false },
    Kind { folder: "server", loader: "#core", is_server: true },
];

fn write_entries(platforms: &[Platform], dist: &Path) -> Result<()> {
    let names = exported_names(platforms, dist)?;
    for kind in &KINDS {
        let folder = dist.join("entries").join(kind.folder);
        fs::create_dir_all(&folder)?;
        for platform in platforms {
            let text = entry(kind, &[platform], &names);
            fs::write(folder.join(format!("{}.js", platform.name)), text)?;
        }
        let all: Vec<_> = platforms.iter().collect();
        fs::write(folder.join("index.js"), entry(kind, &all, &names))?;
    }
    for platform in platforms {
        let Platform { name, title, has_login, .. } = platform;
        let mut types = format!(
            "/** {title} alone; the rest of \"portaria\" is left out of what a bundler makes. */\n\n\
             export * from \"../providers/{name}/client.js\";\n{TYPES}"
        );
        if *has_login {
            types.push_str(LOGIN_TYPES);
        }
        fs::write(dist.join("entries").join(format!("{name}.d.ts")), types)?;
    }
    Ok(())
}

/// An entry. What calls the core goes through `loadedBy`, so that whoever uses it has the loader, too, whatever his bundler takes
/// for a side effect.
fn entry(kind: &Kind, platforms: &[&Platform], names: &BTreeMap<String, Vec<String>>) -> String {
    let Kind { loader, is_server, .. } = kind;
    let asks_for_tokens =
        *is_server && platforms.iter().any(|platform| platform.has_client_credentials);
    let has_login = *is_server && platforms.iter().any(|platform| platform.has_login);
    let mut text = format!(
        "import {{ load }} from \"{loader}\";\nimport {{ loadedBy }} from \"../../../lib/core.js\";\n"
    );
    if asks_for_tokens {
        text.push_str("import { tokenSource } from \"../../../lib/tokens.js\";\n");
    }
    let modules = platforms.iter().map(|platform| module(platform, *is_server));
    let modules: Vec<_> = modules.zip(platforms.iter().map(|platform| &platform.name)).collect();
    for (module, name) in &modules {
        let _ = writeln!(text, "import * as {name} from \"../../{module}\";");
    }
    if has_login {
        text.push_str("import * as login from \"../../../lib/login.js\";\n");
    }
    text.push('\n');
    let also = if asks_for_tokens { ", tokenSource" } else { "" };
    let mut export = |from: &str, name: &str| {
        let _ = writeln!(
            text,
            "export const {name} = /* @__PURE__ */ loadedBy(load, {from}.{name}{also});"
        );
    };
    for (module, platform) in &modules {
        for name in names.get(module).into_iter().flatten() {
            export(platform, name);
        }
    }
    if has_login {
        for name in ["handleRedirect", "startLogin"] {
            export("login", name);
        }
    }
    text.push_str(if platforms.len() > 1 {
        "export * from \"../../../lib/page.js\";\n"
    } else {
        "export { connect, connections, disconnect } from \"../../../lib/connect.js\";\n\
         export { PortariaError } from \"../../../lib/error.js\";\n"
    });
    text
}

fn module(platform: &Platform, is_server: bool) -> String {
    if is_server { server_module(platform) } else { page_module(platform) }
}

/// What esbuild says of the bundles that it makes.
#[derive(Deserialize)]
struct Metafile {
    outputs: BTreeMap<String, Output>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Output {
    entry_point: Option<String>,
    exports: Vec<String>,
}

/// What each platform's modules export, by their paths in `dist`.
fn exported_names(platforms: &[Platform], dist: &Path) -> Result<BTreeMap<String, Vec<String>>> {
    // The modules name each other as the package will have them, where this build is in `dist`: so it is looked at as such.
    let package = dist.join("names");
    fs::create_dir_all(&package)?;
    let parent = dist.parent().context("the build has no folder around it")?;
    let beside = fs::read_dir(parent)?.map(|entry| Ok(entry?.file_name()));
    for name in beside.collect::<Result<Vec<_>>>()? {
        if !name.to_string_lossy().starts_with("dist") {
            symlink(parent.join(&name), package.join(&name))?;
        }
    }
    symlink(dist, package.join("dist"))?;
    let metafile = package.join("meta.json");
    let mut modules: Vec<_> = platforms
        .iter()
        .flat_map(|platform| [page_module(platform), server_module(platform)])
        .map(|module| format!("dist/{module}"))
        .collect();
    modules.sort();
    modules.dedup();
    let mut esbuild = js::tool("esbuild");
    esbuild.current_dir(&package).args(&modules).args([
        "--bundle",
        "--format=esm",
        "--log-level=error",
        "--preserve-symlinks",
    ]);
    esbuild.arg(format!("--outdir={}", package.join("out").display()));
    esbuild.arg(format!("--metafile={}", metafile.display()));
    run_quietly("reading what the platforms export", &mut esbuild, Duration::from_secs(60))?;
    let made: Metafile = serde_json::from_str(&fs::read_to_string(&metafile)?)?;
    fs::remove_dir_all(package)?;
    let module = |output: Output| {
        let path = output.entry_point?;
        Some((path.strip_prefix("dist/")?.to_owned(), output.exports))
    };
    Ok(made.outputs.into_values().filter_map(module).collect())
}

const TYPES: &str = "export {\n  type Binding,\n  type CallEvent,\n  type CallOptions,\n  type ClientOptions,\n  \
     type Connection,\n  type ConnectOptions,\n  type CurlOptions,\n  connect,\n  connections,\n  \
     type DisconnectOptions,\n  disconnect,\n  type FreeList,\n  type FreeRequest,\n  type Listing,\n  \
     type ListOptions,\n  PortariaError,\n  type PortariaErrorCode,\n  type PortariaErrorDetails,\n  type PortariaErrorReason,\n  type Profile,\n  \
     type Quota,\n  type WorkerOptions,\n} from \"../../index.js\";\n";

const LOGIN_TYPES: &str = "export {\n  type FinishedLogin,\n  type HandleRedirectOptions,\n  handleRedirect,\n  \
     type LoginSettings,\n  type StartedLogin,\n  type StartLoginOptions,\n  startLogin,\n} from \"../../index.js\";\n";

/// The types of a platform whose folder has none: its class, and the options that its credentials are given in.
fn default_types(platform: &Platform) -> String {
    let Platform { name, class, title, base_url, .. } = platform;
    // An address that every platform of the kind has of its own belongs to the credential.
    let (shared, own, proxied) = match base_url {
        Some(url) => (
            format!(
                "{{\n  /** Where it is: `{url}` by default. */\n  baseUrl?: string | undefined;\n}} & "
            ),
            "",
            "",
        ),
        None => (
            String::new(),
            " /** Where it is. */ baseUrl: string;",
            "; baseUrl?: string | undefined",
        ),
    };
    let sets: String = platform
        .credentials
        .iter()
        .map(|set| format!(" | {}", credential_type(set, own, ", on a server")))
        .collect();
    format!(
        "import type {{ ClientOptions, OneOf }} from \"../../../index.js\";\n\n\
         /** The types of {title}'s parameters and answers. */\nexport type * as {class}Types from \"../../{name}.js\";\n\
         /** {title}. */\nexport {{ {class} }} from \"../../{name}.js\";\n\n\
         /** Give `via`; or, on a server, a credential. */\n\
         export type {class}Options = ClientOptions & {shared}OneOf<{{ via: string{proxied} }}{sets}>;\n"
    )
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
        let sets: Vec<_> =
            platform.credentials.iter().map(|set| credential_type(set, "", "")).collect();
        let _ = writeln!(text, "  {}: {};", platform.name, sets.join(" | "));
    }
    text.push_str("}\n\n/** The credentials of any platform. */\nexport type Credentials = CredentialsByProvider[keyof CredentialsByProvider];\n");
    text
}

/// The type of a set of fields, with what it has beside them.
fn credential_type(set: &CredentialSet, also: &str, place: &str) -> String {
    let mut text = format!("/** {} */ {{{also}", set.place);
    for Field { name, label, hint, required, .. } in &set.fields {
        let (mark, or_none) = if *required { ("", "") } else { ("?", " | undefined") };
        let hint = if hint.is_empty() { String::new() } else { format!(" {hint}") };
        let _ = write!(text, " /** {label}{place}.{hint} */ {name}{mark}: string{or_none};");
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
            "hasBrackets": true, "hasLogin": false, "hasClientCredentials": false,
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
            "`https://api.pombo.example` by default. */\n  baseUrl?: string | undefined;",
            "OneOf<{ via: string } | /** In the loft. */ { /** Key, on a server. */ apiKey: string; \
             /** Nest, on a server. Only in spring. */ nest?: string | undefined; }>;",
        ] {
            assert!(text.contains(expected), "{text}");
        }
        let text = default_types(&Platform { base_url: None, ..platform() });
        assert!(text.contains("{ /** Where it is. */ baseUrl: string; /** Key"), "{text}");
    }

    #[test]
    fn an_entry_passes_its_loader_with_everything_that_it_exports() {
        let names = [("pombo.js".into(), vec!["Pombo".into()])].into();
        let [page, _, server] = KINDS.map(|kind| entry(&kind, &[&platform()], &names));
        assert!(page.contains("import { load } from \"../../../core/browser.js\";"), "{page}");
        let server_too = Platform { has_client_credentials: true, ..platform() };
        let with_tokens = entry(&KINDS[2], &[&server_too], &names);
        for (text, expected) in [
            (page, "loadedBy(load, pombo.Pombo);"),
            (server, "loadedBy(load, pombo.Pombo);"),
            (with_tokens, "loadedBy(load, pombo.Pombo, tokenSource);"),
        ] {
            let expected = format!("\nexport const Pombo = /* @__PURE__ */ {expected}\n");
            assert!(text.contains(&expected), "{text}");
        }
    }

    #[test]
    fn the_credentials_of_connect_are_typed_by_their_description() {
        let text = shared_types(&[platform()]);
        for expected in [
            "export type ProviderName = \"pombo\";",
            "export type LoginProviderSettings = never;",
            "  pombo: /** In the loft. */ { /** Key. */ apiKey: string; /** Nest. Only in spring. */ nest?: string | undefined; };",
        ] {
            assert!(text.contains(expected), "{text}");
        }
    }
}
