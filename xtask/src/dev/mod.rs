//! `cargo xtask dev`: the Worker, its console and the sandbox on this machine, until Ctrl-C.

mod apps;
mod ports;
mod server;
mod settings;

use std::{
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

pub(crate) use self::ports::Ports;
use self::server::Server;
use crate::{
    http, package,
    run::{say, step},
};

const START_LIMIT: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(100);

/// Builds and serves.
pub(crate) fn dev(ports: &Ports) -> Result<ExitCode> {
    ports.check_free()?;
    package::build()?;
    let env_file = settings::write(ports)?;

    // From here on Ctrl-C must stop the servers, which do not get it from the terminal.
    let stopped = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stopped);
    ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed))?;

    let (sandbox_url, portaria_url) = (ports.sandbox_url(), ports.portaria_url());
    step("starting the sandbox and the Worker");
    let mut servers = [
        Server::start("sandbox", "tests/sandbox/wrangler.toml", ports.sandbox, None)?,
        Server::start("portaria", "wrangler.toml", ports.portaria, Some(&env_file))?,
    ];
    let ready = [format!("{sandbox_url}/"), format!("{portaria_url}/health")];
    if wait_until_ready(&ready, &mut servers, &stopped)? {
        apps::register_addresses(ports);
        say(apps::welcome(&portaria_url, &sandbox_url));
        while !stopped.load(Ordering::Relaxed) {
            servers.iter_mut().try_for_each(Server::check)?;
            thread::sleep(POLL);
        }
    }
    step("stopping");
    Ok(ExitCode::SUCCESS)
}

/// `false` when it was stopped before.
fn wait_until_ready(urls: &[String], servers: &mut [Server], stopped: &AtomicBool) -> Result<bool> {
    let start = Instant::now();
    for url in urls {
        while http::get(url).is_none() {
            if stopped.load(Ordering::Relaxed) {
                return Ok(false);
            }
            servers.iter_mut().try_for_each(Server::check)?;
            if start.elapsed() > START_LIMIT {
                bail!("{url} did not answer within {} s: see above", START_LIMIT.as_secs());
            }
            thread::sleep(POLL);
        }
    }
    Ok(true)
}
