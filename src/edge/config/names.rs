//! The variables' names.

macro_rules! variables {
    ($($(#[$doc:meta])+ $name:ident = $text:literal;)+) => {
        $($(#[$doc])+ pub const $name: &str = $text;)+
        /// All variables that have names of their own. Those of an instance are named after it.
        pub const ALL: &[&str] = &[$($name),+];
    };
}

variables! {
    /// The origin at which people reach the Worker.
    ORIGIN = "PORTARIA_ORIGIN";
    /// The keys that seal, newest first. A secret.
    KEY = "PORTARIA_KEY";
    /// The instances, as an object by name.
    INSTANCES = "PORTARIA_INSTANCES";
    /// Further origins to which a login may return, separated by commas or white space.
    RETURN_TO = "PORTARIA_RETURN_TO";
    /// Further origins whose pages may call, separated by commas or white space.
    ALLOW_ORIGINS = "PORTARIA_ALLOW_ORIGINS";
    /// Origins on other sites whose pages may call, and have a session in a cookie that browsers send between sites.
    CROSS_SITE_ORIGINS = "PORTARIA_CROSS_SITE_ORIGINS";
    /// The limits on requests, as an object.
    LIMITS = "PORTARIA_LIMITS";
    /// The header field in which the proxy in front of the Worker names the client's address.
    ADDRESS_HEADER = "PORTARIA_ADDRESS_HEADER";
    /// What `/metrics` asks for. A secret.
    METRICS_TOKEN = "PORTARIA_METRICS_TOKEN";
    /// Where the Worker is mounted, when that is not the root.
    PREFIX = "PORTARIA_PREFIX";
    /// How the pages that people see are dressed, as an object.
    PAGES = "PORTARIA_PAGES";
    /// `Strict-Transport-Security`, where every answer is to say it.
    HSTS = "PORTARIA_HSTS";
}

/// The Durable Object binding of the Vault; its text says only that it is there.
pub const VAULT: &str = "VAULT";

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::ALL;
    use crate::edge::config::{secret_name, shared_code_name};
    use crate::providers::Provider;

    /// The configuration for plain workerd, where a variable arrives only if it has a line.
    const WORKERD: &str = include_str!("../../../deploy/workerd/config.capnp");
    const TYPES: &str = include_str!("../../../pkg/worker.d.ts");

    /// The variables of each platform's instance of the same name.
    fn of_instances() -> impl Iterator<Item = String> {
        Provider::ALL.iter().filter(|provider| **provider != Provider::Sample).flat_map(
            |provider| {
                let name = provider.name();
                let secret = provider.connect().has_app().then(|| secret_name(name));
                let code = provider.shared_code().map(|code| shared_code_name(code, name));
                secret.into_iter().chain(code)
            },
        )
    }

    #[test]
    fn plain_workerd_hands_on_every_variable_and_no_other() {
        let known: BTreeSet<String> =
            ALL.iter().map(ToString::to_string).chain(of_instances()).collect();
        let handed_on: BTreeSet<String> = WORKERD
            .lines()
            .filter_map(|line| line.trim().strip_prefix("(name = \"")?.split_once('"'))
            .filter(|(name, rest)| *rest == format!(", fromEnvironment = \"{name}\"),"))
            .map(|(name, _)| name.to_owned())
            .collect();
        assert_eq!(handed_on, known);
        assert_eq!(WORKERD.matches("fromEnvironment = ").count(), known.len());
    }

    #[test]
    fn the_package_has_a_type_for_every_variable() {
        for name in ALL {
            let declared = [format!("\n  {name}: "), format!("\n  {name}?:")];
            assert!(declared.iter().any(|line| TYPES.contains(line.as_str())), "{name}");
        }
    }
}
