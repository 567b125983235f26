//! One `wrangler dev` and the workerd processes that it starts.

use std::{
    io::{BufRead as _, BufReader, Read},
    os::unix::process::CommandExt as _,
    path::Path,
    process::{Child, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use nix::{
    sys::signal::{Signal, killpg},
    unistd::Pid,
};

use crate::{js, run::say, workspace::target};

const STOP_LIMIT: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(20);

/// Stopped, with all of its processes, when dropped.
#[derive(Debug)]
pub(crate) struct Server {
    name: &'static str,
    child: Child,
}

impl Server {
    /// Starts wrangler in a process group of its own: workerd outlives a wrangler that is killed,
    /// but not its group.
    pub(crate) fn start(
        name: &'static str,
        config: &str,
        port: u16,
        env_file: Option<&Path>,
    ) -> Result<Self> {
        let mut wrangler = js::tool("wrangler");
        wrangler
            .args(["dev", "--config", config, "--ip", "127.0.0.1", "--port", &port.to_string()])
            .args(["--inspector-port", "0", "--show-interactive-dev-session=false"])
            .arg("--persist-to")
            .arg(target().join("dev").join(name));
        if let Some(env_file) = env_file {
            wrangler.arg("--env-file").arg(env_file);
        }
        wrangler.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child =
            wrangler.process_group(0).spawn().context("wrangler could not be started")?;
        echo(name, child.stdout.take());
        echo(name, child.stderr.take());
        Ok(Self { name, child })
    }

    /// Fails once it has ended, which it should not do by itself.
    pub(crate) fn check(&mut self) -> Result<()> {
        match self.child.try_wait()? {
            Some(status) => bail!("{} stopped by itself ({status}): see above", self.name),
            None => Ok(()),
        }
    }

    fn signal(&self, signal: Signal) {
        if let Ok(id) = i32::try_from(self.child.id()) {
            // It may be gone already, which is as good.
            let _ = killpg(Pid::from_raw(id), signal);
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.signal(Signal::SIGTERM);
        let start = Instant::now();
        while start.elapsed() < STOP_LIMIT && matches!(self.child.try_wait(), Ok(None)) {
            thread::sleep(POLL);
        }
        self.signal(Signal::SIGKILL);
        let _ = self.child.wait();
    }
}

/// Passes on each line with the server's name before it.
fn echo(name: &'static str, pipe: Option<impl Read + Send + 'static>) {
    let Some(pipe) = pipe else { return };
    thread::spawn(move || {
        for line in BufReader::new(pipe).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line);
            if !line.trim().is_empty() {
                say(format_args!("{name:>8} │ {}", line.trim_end()));
            }
        }
    });
}
