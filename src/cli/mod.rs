//! The command line: one file a command. Data goes to standard output, everything else to standard error.
//!
//! Exit codes: 0 clean, 1 diagnostics that stop, 2 could not do the work.

mod build;
mod check;
mod completions;
mod diff;
mod explain;
mod history;
mod init;
mod man;
mod measure;
mod new;
mod pack;
mod rename;
mod sample;
mod schema;
#[cfg(feature = "serve")]
mod serve;
mod trace;
mod verify;

use crate::diag::{Diagnostics, Severity, did_you_mean, emit, lines};
use crate::error::{Error, ErrorKind};
use crate::pipeline::Options;
use crate::record::Kind;
use crate::record::id::Prefixes;
use crate::record::types::Audience;
use crate::scaffold::words;
use crate::settings;
use crate::source::Sources;
use anstream::AutoStream;
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Turns a git repository of YAML records about customer satisfaction into an audit-ready static site.
#[derive(Parser, Debug)]
#[command(name = "tenfour", version, propagate_version = true, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 clean, 1 diagnostics that stop, 2 could not do the work.\n\nRun `tenfour init` to start, `tenfour explain CODE` to understand a message."
)]
pub struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// What stands above the options of every command in its help.
const COMMON: &str = "Common options";

/// What every command takes.
#[derive(Args, Debug, Clone)]
pub struct Common {
    /// Folder of the project; without it the current folder or the nearest above it with `tenfour.toml`.
    #[arg(long, global = true, value_name = "DIR", help_heading = COMMON)]
    project: Option<PathBuf>,
    /// Say less.
    #[arg(short, long, global = true, conflicts_with = "verbose", help_heading = COMMON)]
    quiet: bool,
    /// Say more: informations as well.
    #[arg(short, long, global = true, help_heading = COMMON)]
    verbose: bool,
    /// When to use colours.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = COMMON)]
    color: Color,
}

/// When to use colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Start a project.
    Init(init::Arguments),
    /// Begin a record.
    New(new::Arguments),
    /// Give a record another id, with every reference to it.
    Rename(rename::Arguments),
    /// Check the records and tell every fault.
    Check(check::Arguments),
    /// Build the site.
    Build(build::Arguments),
    /// Show the site in the browser while the records are written.
    #[cfg(feature = "serve")]
    Serve(serve::Arguments),
    /// Show what metrics say, with their working.
    Measure(measure::Arguments),
    /// Show what happened to a record, commit by commit.
    History(history::Arguments),
    /// Draw a sample of records for an audit.
    Sample(Box<sample::Arguments>),
    /// Show what led to a record and what came of it, with what is missing.
    Trace(trace::Arguments),
    /// Tell what changed between two commits, or since one: records, measures, checks.
    Diff(diff::Arguments),
    /// Put the site with its hashes, and the history if wanted, into one archive.
    Pack(pack::Arguments),
    /// Check that a site is what its manifest says.
    Verify(verify::Arguments),
    /// Explain a rule, a kind of record, or a field.
    Explain(explain::Arguments),
    /// Print the JSON Schema of records, for editors.
    Schema(schema::Arguments),
    /// Print what a shell needs to complete commands.
    Completions(completions::Arguments),
    /// Print the manual page.
    Man(man::Arguments),
}

/// Reads the arguments of the process, runs the command, and gives its exit code.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut terminal = Terminal::new(&cli.common);
    let done = match &cli.command {
        Command::Init(arguments) => init::run(arguments, &cli.common, &mut terminal),
        Command::New(arguments) => new::run(arguments, &cli.common, &mut terminal),
        Command::Rename(arguments) => rename::run(arguments, &cli.common, &mut terminal),
        Command::Check(arguments) => check::run(arguments, &cli.common, &mut terminal),
        Command::Build(arguments) => build::run(arguments, &cli.common, &mut terminal),
        #[cfg(feature = "serve")]
        Command::Serve(arguments) => serve::run(arguments, &cli.common, &mut terminal),
        Command::Measure(arguments) => measure::run(arguments, &cli.common, &mut terminal),
        Command::History(arguments) => history::run(arguments, &cli.common, &mut terminal),
        Command::Sample(arguments) => sample::run(arguments, &cli.common, &mut terminal),
        Command::Trace(arguments) => trace::run(arguments, &cli.common, &mut terminal),
        Command::Diff(arguments) => diff::run(arguments, &cli.common, &mut terminal),
        Command::Pack(arguments) => pack::run(arguments, &cli.common, &mut terminal),
        Command::Verify(arguments) => verify::run(arguments, &cli.common, &mut terminal),
        Command::Explain(arguments) => explain::run(arguments, &cli.common, &mut terminal),
        Command::Schema(arguments) => schema::run(arguments, &cli.common, &mut terminal),
        Command::Completions(arguments) => completions::run(arguments, &cli.common, &mut terminal),
        Command::Man(arguments) => man::run(arguments, &cli.common, &mut terminal),
    };
    match done {
        Ok(Verdict::Clean) => ExitCode::SUCCESS,
        Ok(Verdict::Stopped) => ExitCode::from(1),
        Err(error) => {
            if !is_closed_pipe(&error) {
                let _ = terminal.error(&error); // nothing can be done when even that cannot be written
            }
            ExitCode::from(2)
        }
    }
}

/// Whether somebody stopped reading, as `head` does: no reason to complain.
fn is_closed_pipe(error: &Error) -> bool {
    let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<io::Error>());
    cause.is_some_and(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

/// How a command came out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Exit code 0.
    Clean,
    /// Exit code 1.
    Stopped,
}

/// Where a command writes.
pub struct Terminal {
    /// Data.
    pub out: Box<dyn Write>,
    /// Everything else.
    pub err: Box<dyn Write>,
    /// Whether people look at standard error, so that progress may be drawn.
    pub live: bool,
    /// How many columns text for people may take.
    pub columns: usize,
    quiet: bool,
}

impl Terminal {
    fn new(common: &Common) -> Self {
        let choice = match common.color {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        };
        Self {
            out: Box::new(AutoStream::new(io::stdout(), choice)),
            err: Box::new(AutoStream::new(io::stderr(), choice)),
            live: io::stderr().is_terminal() && !common.quiet,
            columns: columns(),
            quiet: common.quiet,
        }
    }

    /// Says a line about the work, unless asked to be quiet.
    ///
    /// Errors: standard error cannot be written.
    pub fn say(&mut self, line: &str) -> Result<(), Error> {
        if self.quiet {
            Ok(())
        } else {
            writeln!(self.err, "{}", lines::fold(line, self.columns)).map_err(cannot_write)
        }
    }

    /// Writes text for people to standard output, in lines that fit.
    ///
    /// Errors: standard output cannot be written.
    pub fn show(&mut self, text: &str) -> Result<(), Error> {
        let text = lines::fold(text, self.columns);
        self.out.write_all(text.as_bytes()).map_err(cannot_write)
    }

    fn error(&mut self, error: &Error) -> io::Result<()> {
        let (red, cyan, bold, plain) = ("\x1b[1;31m", "\x1b[1;36m", "\x1b[1m", "\x1b[0m");
        let error_line = format!("{red}error{plain}{bold}: {error}{plain}");
        writeln!(self.err, "{}", lines::fold(&error_line, self.columns))?;
        if let Some(hint) = error.hint_text() {
            let hint_line = format!("{cyan}help{plain}: {hint}");
            writeln!(self.err, "{}", lines::fold(&hint_line, self.columns))?;
        }
        Ok(())
    }

    /// Shows on standard error what stands in the way of a site: errors in full, and of what only warns a line for each rule.
    /// Saying more shows everything in full, saying less nothing but the errors.
    fn found(&mut self, diagnostics: &Diagnostics, sources: &Sources, common: &Common) -> Result<(), Error> {
        let (columns, err) = (self.columns, &mut self.err);
        if common.verbose {
            return emit::human(diagnostics, sources, true, columns, err).map_err(cannot_write);
        }
        if common.quiet {
            let mut errors = diagnostics.clone();
            errors.leave_out(|found| found.severity != Severity::Error);
            return emit::human(&errors, sources, false, columns, err).map_err(cannot_write);
        }
        emit::brief(diagnostics, sources, columns, err).map_err(cannot_write)?;
        match diagnostics.tally().warnings {
            0 => Ok(()),
            _ => self.say("`tenfour check` shows every warning with its place and what to do, and so does `-v`"),
        }
    }
}

/// Columns where nobody looks at a terminal: into a file, a log, another program.
const COLUMNS: usize = 100;
/// Fewer columns than these leave no room for words beside names and ids.
const NARROWEST: usize = 60;

/// How many columns there are: those that the environment names, as for other programs, then those of the terminal.
fn columns() -> usize {
    #[expect(clippy::disallowed_methods, reason = "the environment is read in this room")]
    let named = std::env::var("COLUMNS")
        .ok()
        .and_then(|text| text.parse::<usize>().ok());
    let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    named.or_else(terminal).unwrap_or(COLUMNS).max(NARROWEST)
}

/// Standard output or standard error is closed or full.
pub(crate) fn cannot_write(error: io::Error) -> Error {
    Error::new(ErrorKind::Output, "cannot write to the terminal").because(error)
}

impl Common {
    /// The project's folder.
    fn root(&self) -> Result<PathBuf, Error> {
        match &self.project {
            Some(folder) if folder.is_dir() && !folder.join(settings::FILE).is_file() => {
                let message = format!("there is no `{}` in `{}`", settings::FILE, folder.display());
                Err(Error::new(ErrorKind::Project, message).hint(format!(
                    "run `tenfour init {}` to start a project there",
                    folder.display()
                )))
            }
            Some(folder) => crate::read::find_project(folder),
            None => crate::read::find_project(Path::new(".")),
        }
    }
}

/// The settings of the project one stands in, when there is one.
fn settings_here(common: &Common) -> Result<Option<settings::Read>, Error> {
    let root = match &common.project {
        Some(_) => common.root()?,
        None => match crate::read::find_project(Path::new(".")) {
            Ok(root) => root,
            Err(_) => return Ok(None), // outside of any project the usual settings hold
        },
    };
    let mut sources = Sources::default();
    let source = crate::read::settings_file(&root.as_path().into(), &mut sources, &mut Vec::new())?;
    let rules = crate::check::ids();
    Ok(Some(settings::read(&sources.get(source).text, source, &rules)))
}

/// The kind that an argument names.
fn kind_named(written: &str, prefixes: &Prefixes) -> Result<Kind, Error> {
    words::kind_meant(written, prefixes).ok_or_else(|| {
        let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        let near = did_you_mean(written, names.iter().copied());
        let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        let message = format!("there is no kind of record `{written}`");
        Error::new(ErrorKind::Usage, message).hint(format!("{near}known kinds: {}", names.join(", ")))
    })
}

/// The id that is meant: as it is written, or the one id that differs from it in nothing but capital letters.
fn id_meant<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = written.trim().to_lowercase();
    let alike: BTreeSet<&str> = known.into_iter().filter(|id| id.to_lowercase() == lower).collect();
    match alike.len() {
        1 => alike.first().copied(),
        _ => alike.get(written).copied(),
    }
}

/// The audience as an argument.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum AudienceArgument {
    /// Everybody.
    Public,
    /// The organization.
    Internal,
    /// Those who handle the cases.
    Restricted,
}

impl From<AudienceArgument> for Audience {
    fn from(argument: AudienceArgument) -> Self {
        match argument {
            AudienceArgument::Public => Self::Public,
            AudienceArgument::Internal => Self::Internal,
            AudienceArgument::Restricted => Self::Restricted,
        }
    }
}

/// What the run is told about time and audience.
#[derive(Args, Debug, Clone, Default)]
pub struct ViewArguments {
    /// Compute everything as of this day (`YYYY-MM-DD` or `today`).
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Date>,
    /// Who is to see it; without it `audience` of the settings, and where they name none, internal.
    #[arg(long, value_name = "AUDIENCE")]
    audience: Option<AudienceArgument>,
    /// Leave the history of the repository out.
    #[arg(long)]
    no_history: bool,
}

impl ViewArguments {
    fn options(&self) -> Options {
        Options {
            as_of: self.as_of,
            audience: self.audience.map(Into::into),
            at: None,
            history: !self.no_history,
        }
    }
}

/// What a single run is told: the same, and which commit it reads.
#[derive(Args, Debug, Clone, Default)]
pub struct RunArguments {
    /// Read this commit in place of the folder: a tag, a branch or an id, `REV:FOLDER` for a project below the top.
    #[arg(long, value_name = "REV")]
    at: Option<String>,
    #[command(flatten)]
    view: ViewArguments,
}

impl RunArguments {
    fn options(&self) -> Options {
        Options {
            at: self.at.clone(),
            ..self.view.options()
        }
    }

    /// The project's folder; with a commit a folder of the repository, for the project is looked for in the commit.
    fn root(&self, common: &Common) -> Result<PathBuf, Error> {
        match (&self.at, &common.project) {
            (None, _) => common.root(),
            (Some(_), Some(folder)) => Ok(folder.clone()),
            (Some(_), None) => Ok(PathBuf::from(".")),
        }
    }
}

/// A day, or the word for the present one: the one way to the clock.
fn day(text: &str) -> Result<Date, String> {
    if text == "today" {
        #[expect(
            clippy::disallowed_methods,
            reason = "`--as-of today` is the one way to the clock, asked for by name"
        )]
        return Ok(jiff::Zoned::now().date());
    }
    let day = text
        .parse::<Date>()
        .map_err(|_| format!("`{text}` is no day: write `YYYY-MM-DD` or `today`"))?;
    match day.year() {
        1900..=2199 => Ok(day),
        _ => Err(format!("`{text}` lies outside of the years 1900 to 2199")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn ids_are_meant_in_small_letters_too_unless_two_differ_in_them() {
        let known = ["ACT-019", "ACT-020", "SVY-a", "SVY-A"];
        assert_eq!(id_meant("act-019", known), Some("ACT-019"));
        assert_eq!(id_meant("ACT-020", known), Some("ACT-020"));
        assert_eq!(id_meant("SVY-a", known), Some("SVY-a"));
        assert_eq!(id_meant("svy-a", known), None);
        assert_eq!(id_meant("ACT-21", known), None);
    }

    #[test]
    fn what_is_to_be_copied_from_the_help_stands_whole_in_80_columns() {
        let mut program = Cli::command();
        program.build();
        let commands: Vec<clap::Command> = program.get_subcommands().cloned().chain([program.clone()]).collect();
        for mut command in commands.into_iter().map(|command| command.term_width(80)) {
            let name = command.get_name().to_owned();
            let below = command.get_after_long_help().or(command.get_after_help());
            let Some(below) = below.map(ToString::to_string) else {
                continue;
            };
            let help = command.render_long_help().to_string();
            let mut before = "";
            for line in below.lines() {
                if line.starts_with(' ') {
                    assert!(line.chars().count() <= 80, "{name}: {line}");
                    assert!(
                        help.lines().any(|shown| shown == line.trim_end()),
                        "{name}: {line}\n{help}"
                    );
                } else {
                    // A paragraph is one line here, so that it is broken once, and by the help.
                    assert!(before.is_empty() || line.is_empty(), "{name}: {line}");
                }
                before = line;
            }
            for line in help.lines() {
                assert!(line.chars().count() <= 80, "{name}: {line}");
            }
        }
    }
}
