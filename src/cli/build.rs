//! `tenfour build`: the site, written whole or not at all.

use super::{Common, RunArguments, Terminal, Verdict};
use crate::diag::Diagnostics;
use crate::error::{Error, ErrorKind};
use crate::pipeline::{self, Inspection};
use crate::write::Writer;
use clap::Args;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Arguments of `build`.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    #[command(flatten)]
    run: RunArguments,
    /// Folder of the site; without it `output.folder` of the settings, below the project.
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Open the site in the browser when it is built.
    #[arg(long)]
    open: bool,
    /// Build although there are errors; each is shown on the site, and the exit code is 1.
    #[arg(long)]
    keep_going: bool,
    /// Say how long each station took.
    #[arg(long)]
    timings: bool,
}

pub(super) fn run(arguments: &Arguments, common: &Common, terminal: &mut Terminal) -> Result<Verdict, Error> {
    let mut watch = Watch::new();
    let inspection = pipeline::inspect(&arguments.run.root(common)?, &arguments.run.options())?;
    watch.lap("read, parse, link, check");
    let stopped = inspection.diagnostics.stop();
    terminal.found(&inspection.diagnostics, &inspection.sources, common)?;
    terminal.say(&super::check::summary(&inspection, common.verbose))?;
    if stopped && !arguments.keep_going {
        terminal.say("nothing was written: mend the errors, or build with `--keep-going` to see them on the site")?;
        return Ok(Verdict::Stopped);
    }
    let theme = inspection.theme()?;
    watch.lap("load the theme");
    let output = match &arguments.out {
        Some(folder) => folder.clone(),
        None => usual_output(&inspection)?,
    };
    refuse_records(&output, &inspection.root)?;
    let writer = Writer::begin(&output)?;
    let progress = Progress::new(terminal.live);
    let leaks = inspection.build(&theme, &writer, &|done, all| progress.step(done, all))?;
    progress.clear();
    if !leaks.is_empty() {
        let mut diagnostics = Diagnostics::default();
        diagnostics.extend(leaks);
        diagnostics.sort(&inspection.sources);
        terminal.found(&diagnostics, &inspection.sources, common)?;
        terminal.say("nothing was written: the pages would show what this audience may not see")?;
        return Ok(Verdict::Stopped);
    }
    watch.lap("make and write the pages");
    let changes = writer.finish(|files| inspection.manifest(&theme, files))?;
    watch.lap("swap the site in");
    if !changes.overwritten.is_empty() {
        let names = changes
            .overwritten
            .iter()
            .take(3)
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(", ");
        terminal.say(&format!(
            "note: {} files of the old site had been changed by hand and were made anew: {names}",
            changes.overwritten.len()
        ))?;
    }
    if !changes.unsigned.is_empty() {
        let names = changes.unsigned.join(", ");
        terminal.say(&format!(
            "note: {names} signed the old manifest and is gone: sign the new one"
        ))?;
    }
    terminal.say(&format!(
        "{} files, {} changed, {} removed: {}",
        changes.files,
        changes.written,
        changes.removed,
        output.join("index.html").display()
    ))?;
    if arguments.timings {
        for line in watch.lines() {
            terminal.say(&line)?;
        }
    }
    if arguments.open
        && let Err(note) = open(&output.join("index.html"))
    {
        terminal.say(&note)?;
    }
    Ok(if stopped { Verdict::Stopped } else { Verdict::Clean })
}

/// The folder of the settings, where there is a project's folder on disk to put it into.
fn usual_output(inspection: &Inspection) -> Result<PathBuf, Error> {
    let nowhere = inspection
        .origin
        .revision()
        .is_some_and(|revision| revision.top.is_none() || !inspection.root.is_dir());
    if nowhere {
        let message = "the project of that commit has no folder on disk to put the site into";
        return Err(Error::new(ErrorKind::Usage, message).hint("say where it is to go with `--out DIR`"));
    }
    Ok(inspection.output_folder())
}

/// The site must not lie over the records.
fn refuse_records(output: &std::path::Path, root: &std::path::Path) -> Result<(), Error> {
    let absolute = std::path::absolute(output).unwrap_or_else(|_| output.to_owned());
    if root.starts_with(&absolute) {
        let message = format!(
            "the site cannot be written to `{}`: the records are in it",
            output.display()
        );
        return Err(Error::new(ErrorKind::Output, message).hint("choose a folder of its own with `--out`"));
    }
    Ok(())
}

/// Opens a file with the program that the system uses for it. Errors: a note; the site is built all the same.
pub(super) fn open(path: &std::path::Path) -> Result<(), String> {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let quiet = std::process::Stdio::null;
    let started = std::process::Command::new(program)
        .arg(path)
        .stdin(quiet())
        .stdout(quiet())
        .stderr(quiet())
        .spawn();
    started.map(|_| ()).map_err(|error| {
        format!(
            "note: `{program}` cannot be started ({error}): open {} yourself",
            path.display()
        )
    })
}

/// A line that shows how far the work is, once it lasts longer than a second.
struct Progress {
    live: bool,
    start: Instant,
    last: Mutex<Option<Instant>>,
}

impl Progress {
    fn new(live: bool) -> Self {
        Self {
            live,
            start: Instant::now(),
            last: Mutex::new(None),
        }
    }

    fn step(&self, done: usize, all: usize) {
        if !self.live || self.start.elapsed() < Duration::from_secs(1) {
            return;
        }
        let Ok(mut last) = self.last.try_lock() else { return };
        if last.is_none_or(|last| last.elapsed() > Duration::from_millis(100)) {
            *last = Some(Instant::now());
            let _ = write!(std::io::stderr(), "\r\x1b[2K{done} of {all} files");
        }
    }

    fn clear(&self) {
        if self.last.lock().is_ok_and(|last| last.is_some()) {
            let _ = write!(std::io::stderr(), "\r\x1b[2K");
        }
    }
}

/// Times of the stations.
struct Watch {
    last: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl Watch {
    fn new() -> Self {
        Self {
            last: Instant::now(),
            laps: Vec::new(),
        }
    }

    fn lap(&mut self, name: &'static str) {
        self.laps.push((name, self.last.elapsed()));
        self.last = Instant::now();
    }

    fn lines(&self) -> Vec<String> {
        self.laps
            .iter()
            .map(|(name, time)| format!("{:>8.1} ms  {name}", time.as_secs_f64() * 1000.0))
            .collect()
    }
}
