//! Where the servers listen.

use std::net::TcpListener;

use anyhow::{Context as _, Result, bail};

/// The ports on 127.0.0.1.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ports {
    pub(crate) portaria: u16,
    pub(crate) sandbox: u16,
}

impl Default for Ports {
    fn default() -> Self {
        Self { portaria: 8787, sandbox: 8788 }
    }
}

impl Ports {
    /// From the command line; the defaults otherwise.
    pub(crate) fn parse(args: &[String]) -> Result<Self> {
        let mut ports = Self::default();
        let mut args = args.iter();
        while let Some(option) = args.next() {
            let port = match option.as_str() {
                "--port" => &mut ports.portaria,
                "--sandbox-port" => &mut ports.sandbox,
                other => {
                    bail!("`cargo xtask dev` knows --port and --sandbox-port, not `{other}`")
                }
            };
            let value = args.next().with_context(|| format!("{option} needs a port"))?;
            *port = value.parse().with_context(|| format!("`{value}` is not a port"))?;
        }
        if ports.portaria == ports.sandbox {
            bail!("--port and --sandbox-port must differ");
        }
        Ok(ports)
    }

    /// wrangler would silently take another port, and every address be wrong.
    pub(crate) fn check_free(&self) -> Result<()> {
        for (port, option) in [(self.portaria, "--port"), (self.sandbox, "--sandbox-port")] {
            if TcpListener::bind(("127.0.0.1", port)).is_err() {
                bail!(
                    "port {port} is in use: stop what listens there, or choose another \
                     with {option}"
                );
            }
        }
        Ok(())
    }

    pub(crate) fn portaria_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.portaria)
    }

    pub(crate) fn sandbox_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.sandbox)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(args: &[&str]) -> Result<Ports> {
        Ports::parse(&args.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn ports_have_defaults_and_options() {
        assert_eq!(parse(&[]).unwrap(), Ports { portaria: 8787, sandbox: 8788 });
        let ports = parse(&["--sandbox-port", "9001", "--port", "9000"]).unwrap();
        assert_eq!(ports, Ports { portaria: 9000, sandbox: 9001 });
    }

    #[test]
    fn mistakes_are_named() {
        let error = |args: &[&str]| parse(args).unwrap_err().to_string();
        assert_eq!(error(&["--port"]), "--port needs a port");
        assert_eq!(error(&["--port", "x"]), "`x` is not a port");
        assert_eq!(error(&["--port", "8788"]), "--port and --sandbox-port must differ");
        assert!(error(&["--prot", "1"]).ends_with("not `--prot`"));
    }

    #[test]
    fn a_busy_port_is_named_with_the_option_that_changes_it() {
        let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = Ports { portaria: port, sandbox: 0 }.check_free().unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "port {port} is in use: stop what listens there, or choose another with --port"
            )
        );
    }
}
