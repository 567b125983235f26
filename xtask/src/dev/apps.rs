//! The sandbox's ready-made apps: what a person reads of them, and where they send people back to.

use std::fmt::Write as _;

use serde::Deserialize;
use serde_json::Value;

use crate::{dev::Ports, http};

#[derive(Debug, Deserialize)]
struct Apps {
    apps: Vec<App>,
}

#[derive(Debug, Deserialize)]
struct App {
    provider: String,
    app_id: Option<String>,
    app_secret: Option<String>,
    api_key: Option<String>,
    account: Option<String>,
    password: Option<String>,
    secret_id: Option<String>,
    secret: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    redirect_url: Option<String>,
    login_url: Option<String>,
    uninstall_url: Option<String>,
    note: Option<String>,
}

/// The addresses, and the ids and secrets of the sandbox's ready-made apps.
pub(crate) fn welcome(portaria_url: &str, sandbox_url: &str) -> String {
    let apps = http::get(&format!("{sandbox_url}/__apps")).unwrap_or_default();
    let mut text = format!("\n  console   {portaria_url}\n  sandbox   {sandbox_url}\n");
    text.push_str(&listing(&apps));
    text.push_str("\n  Ctrl-C stops all.\n");
    text
}

/// Registers the Worker's addresses with the sandbox's apps, when its port is not the default one.
pub(crate) fn register_addresses(ports: &Ports) {
    let usual = Ports::default().portaria_url();
    let (here, apps_url) = (ports.portaria_url(), format!("{}/__apps", ports.sandbox_url()));
    if here != usual {
        let apps = http::get(&apps_url).unwrap_or_default();
        for app in readdressed(&apps, &usual, &here) {
            http::post_json(&apps_url, &app.to_string());
        }
    }
}

/// The apps with addresses that begin with `from`, which begin with `to` instead.
fn readdressed(json: &str, from: &str, to: &str) -> Vec<Value> {
    let apps: Value = serde_json::from_str(json).unwrap_or_default();
    let apps = apps.get("apps").and_then(Value::as_array).cloned().unwrap_or_default();
    let readdressed = |mut app: Value| {
        let mut is_ours = false;
        for name in ["redirect_url", "login_url", "uninstall_url"] {
            let url = app.get(name).and_then(Value::as_str).and_then(|url| url.strip_prefix(from));
            let Some(url) = url.map(|url| format!("{to}{url}")) else { continue };
            if let Some(here) = app.get_mut(name) {
                *here = url.into();
                is_ours = true;
            }
        }
        is_ours.then_some(app)
    };
    apps.into_iter().filter_map(readdressed).collect()
}

fn listing(json: &str) -> String {
    let Ok(Apps { apps }) = serde_json::from_str(json) else { return String::new() };
    let mut text = String::from("\n  The sandbox's ready-made apps:\n");
    for app in &apps {
        let _ = writeln!(text, "\n  {}", app.provider);
        let fields = [
            ("id", &app.app_id),
            ("secret", &app.app_secret),
            ("key", &app.api_key),
            ("account", &app.account),
            ("password", &app.password),
            ("key id", &app.secret_id),
            ("secret", &app.secret),
            ("client", &app.client_id),
            ("secret", &app.client_secret),
            ("redirect", if app.login_url.is_some() { &None } else { &app.redirect_url }),
            ("login", &app.login_url),
            ("uninstall", &app.uninstall_url),
            ("note", &app.note),
        ];
        for (name, value) in fields {
            if let Some(value) = value.as_deref().filter(|value| !value.is_empty()) {
                let _ = writeln!(text, "    {name:<9} {value}");
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apps_are_listed_with_what_they_have() {
        let json = r#"{"apps":[
            {"provider":"one","app_id":"1763","app_secret":"0123","redirect_url":"http://a/b","note":""},
            {"provider":"two","api_key":"abc","note":"an API key"},
            {"provider":"three","account":"示例","password":"p","secret_id":"k","secret":"s"}
        ]}"#;
        assert_eq!(
            listing(json),
            "\n  The sandbox's ready-made apps:\n\
             \n  one\n    id        1763\n    secret    0123\n    redirect  http://a/b\n\
             \n  two\n    key       abc\n    note      an API key\n\
             \n  three\n    account   示例\n    password  p\n    key id    k\n    secret    s\n"
        );
    }

    #[test]
    fn apps_get_the_addresses_of_the_worker() {
        let json = r#"{"apps":[
            {"app_id":"1","redirect_url":"http://127.0.0.1:8787/callback/a?x=1"},
            {"app_id":"2","redirect_url":"https://a.example/callback"}, {"app_id":"3"},
            {"app_id":"4","login_url":"http://127.0.0.1:8787/a","uninstall_url":"http://127.0.0.1:8787/b"}
        ]}"#;
        let apps = readdressed(json, "http://127.0.0.1:8787", "http://127.0.0.1:9000");
        assert_eq!(apps.len(), 2);
        assert_eq!(apps[1]["login_url"], "http://127.0.0.1:9000/a");
        assert_eq!(apps[1]["uninstall_url"], "http://127.0.0.1:9000/b");
        assert_eq!(apps[0]["redirect_url"], "http://127.0.0.1:9000/callback/a?x=1");
        assert!(readdressed("", "a", "b").is_empty());
    }

    #[test]
    fn no_list_is_no_reason_to_stop() {
        assert_eq!(listing(""), "");
    }
}
