//! Running other programs so that a person always knows what is going on.

use std::{
    fmt::Display,
    io::{BufRead as _, BufReader, Read, Write as _},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};

const HEARTBEAT: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(20);

/// Prints a line. Unlike `println!` it does not panic when nobody reads any more.
pub(crate) fn say(line: impl Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Announces a step.
pub(crate) fn step(what: impl Display) {
    say(format_args!("→ {what}"));
}

/// Runs a program that reports its own progress, its output passed through.
pub(crate) fn run_shown(what: &str, command: &mut Command) -> Result<()> {
    step(what);
    let status = command.stdin(Stdio::null()).status().with_context(|| not_started(command))?;
    if !status.success() {
        bail!("{what} failed: see the output above ({status})");
    }
    Ok(())
}

/// Runs a program, passes on what it prints to stdout, and returns that with its success.
pub(crate) fn run_teed(what: &str, command: &mut Command) -> Result<(String, bool)> {
    step(what);
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.spawn().with_context(|| not_started(command))?;
    let mut printed = String::new();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n') {
            let line = line?;
            let line = String::from_utf8_lossy(&line);
            say(&line);
            printed.push_str(&line);
            printed.push('\n');
        }
    }
    Ok((printed, child.wait()?.success()))
}

/// Runs a silent or chatty program with a heartbeat; its output is shown only if it fails.
pub(crate) fn run_quietly(what: &str, command: &mut Command, limit: Duration) -> Result<()> {
    step(what);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| not_started(command))?;
    let stdout = collect(child.stdout.take());
    let stderr = collect(child.stderr.take());
    let ended = wait(what, &mut child, limit);
    let output = [stdout, stderr].map(|reader| reader.join().unwrap_or_default()).concat();
    match ended? {
        Some(status) if status.success() => Ok(()),
        Some(status) => {
            say(output.trim_end());
            bail!("{what} failed: see the output above ({status})")
        }
        None => bail!("{what} took more than {} s and was given up", limit.as_secs()),
    }
}

/// What a program prints, when it can be started and succeeds.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    output.status.success().then_some(text)
}

fn not_started(command: &Command) -> String {
    format!("`{}` could not be started", command.get_program().to_string_lossy())
}

/// `None` when the limit passed and the program was killed.
fn wait(
    what: &str,
    child: &mut Child,
    limit: Duration,
) -> Result<Option<std::process::ExitStatus>> {
    let start = Instant::now();
    let mut next = HEARTBEAT;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        let elapsed = start.elapsed();
        if elapsed > limit {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        if elapsed > next {
            say(format_args!("  … still {what} ({} s)", elapsed.as_secs()));
            next += HEARTBEAT;
        }
        thread::sleep(POLL);
    }
}

/// Reads on a thread, so that a full pipe never stops the program.
fn collect(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            let _ = pipe.read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_takes_too_long_is_given_up() {
        let error =
            run_quietly("sleeping", Command::new("sleep").arg("30"), Duration::from_millis(50));
        assert_eq!(error.unwrap_err().to_string(), "sleeping took more than 0 s and was given up");
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = run_shown("trying", &mut Command::new("no-such-program")).unwrap_err();
        assert_eq!(error.to_string(), "`no-such-program` could not be started");
    }

    #[test]
    fn output_is_none_on_failure() {
        assert_eq!(output(Command::new("sh").args(["-c", "echo a; exit 1"])), None);
        assert_eq!(output(Command::new("sh").args(["-c", "echo a"])).as_deref(), Some("a"));
    }
}
