//! `tenfour init`: a project that builds at once, to write over.

use super::{Common, Terminal, Verdict, cannot_write};
use crate::error::{Error, ErrorKind};
use crate::read::git::{self, Refusal};
use crate::scaffold::example::{self, Story};
use crate::scaffold::project;
use crate::{settings, write};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// Arguments of `init`.
#[derive(Args, Debug)]
#[command(
    after_help = "The project holds settings with every key explained, an organization with its calendar, an objective, a survey with one wave and its answers, three complaints, an action and a page. With `--template standard` policy, plan, scope, products, channels, a finding with its cause, a verification and a review come on top. Both build without warnings.\n\nThe example becomes a git repository of its own whose commits tell two years of records: who wrote what when, what came late, what was changed after it was closed. Its folder must be new or empty.\n\nNothing is overwritten: if one of the files exists, nothing is written at all."
)]
pub(super) struct Arguments {
    /// Folder of the project, made where it does not exist; without it the current folder.
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Which project to begin with.
    #[arg(long, value_name = "TEMPLATE", default_value = "minimal", conflicts_with = "example")]
    template: Template,
    /// The same as `--template example`.
    #[arg(long)]
    example: bool,
}

/// Projects to begin with.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Template {
    /// A dozen records in the profile `starter`, to write over.
    Minimal,
    /// A record of nearly every kind, from policy and plan to finding, verification and review, in the profile `standard`.
    Standard,
    /// The full example: two years of a fictional firm, to look around in.
    Example,
}

pub(super) fn run(arguments: &Arguments, common: &Common, terminal: &mut Terminal) -> Result<Verdict, Error> {
    let folder = arguments.folder.as_deref().or(common.project.as_deref());
    let folder = folder.unwrap_or(Path::new("."));
    let template = if arguments.example {
        Template::Example
    } else {
        arguments.template
    };
    let files = match template {
        Template::Minimal => project::starter(),
        Template::Standard => project::standard(),
        Template::Example => return run_example(folder, terminal),
    };
    refuse_existing(folder, &files)?;
    let outer = around(folder);
    write::new_files(folder, &files)?;
    writeln!(terminal.out, "{}", folder.display()).map_err(cannot_write)?;
    terminal.say(&format!("{} files written; next:", files.len()))?;
    for line in next_steps(folder, &STEPS, outer.as_deref()) {
        terminal.say(&line)?;
    }
    Ok(Verdict::Clean)
}

/// Writes the example and makes it a repository with its history; without git the files alone.
fn run_example(folder: &Path, terminal: &mut Terminal) -> Result<Verdict, Error> {
    let Some((files, story)) = project::example()? else {
        return Err(
            Error::new(ErrorKind::Usage, "this program was built without the example project")
                .hint("run `tenfour init` for the small one"),
        );
    };
    if write::existing(folder, files.keys().map(String::as_str)).len() == files.len() {
        writeln!(terminal.out, "{}", folder.display()).map_err(cannot_write)?;
        terminal.say(&format!(
            "`{}` holds the example already; it was left as it is",
            folder.display()
        ))?;
        return Ok(Verdict::Clean);
    }
    refuse_existing(folder, &files)?;
    if write::holds_something(folder) {
        let message = format!("`{}` is not empty", folder.display());
        return Err(Error::new(ErrorKind::Usage, message)
            .hint("nothing was written; the example becomes a repository of its own, choose a new folder for it"));
    }
    let outer = around(folder);
    write::new_files(folder, &files)?;
    let inside = git::text(folder, &["rev-parse", "--show-toplevel"]).ok();
    let founded = example::found(folder, &story);
    writeln!(terminal.out, "{}", folder.display()).map_err(cannot_write)?;
    terminal.say(&told(&founded, files.len(), &story))?;
    let steps: &[Step] = if founded.is_ok() { &EXAMPLE_STEPS } else { &STEPS[1..3] };
    for line in next_steps(folder, steps, outer.as_deref()) {
        terminal.say(&line)?;
    }
    if let (Some(inside), Ok(())) = (inside, &founded) {
        terminal.say(&format!(
            "\nnote: the example is a repository of its own inside the repository `{}`",
            inside.trim_end()
        ))?;
    }
    match founded {
        Err(Refusal::Failed(said)) => Err(Error::new(
            ErrorKind::Output,
            format!("git could not make the history of the example: {said}"),
        )
        .hint("the records are there and can be built; for the history remove the folder and try again")),
        Err(Refusal::NoGit) | Ok(()) => Ok(Verdict::Clean),
    }
}

/// What was written, in a line.
fn told(founded: &Result<(), Refusal>, files: usize, story: &Story) -> String {
    match founded {
        Ok(()) => {
            let (first, last) = &story.days;
            let commits = story.commits;
            format!("{files} files written, with the history of {commits} commits from {first} to {last}; next:")
        }
        Err(Refusal::NoGit) => {
            format!("{files} files written, without their history, because the program `git` is not there; next:")
        }
        Err(Refusal::Failed(_)) => format!("{files} files written, without their history; next:"),
    }
}

fn refuse_existing(folder: &Path, files: &project::Files) -> Result<(), Error> {
    if folder.exists() && !folder.is_dir() {
        return Err(Error::new(
            ErrorKind::Usage,
            format!("`{}` is no folder", folder.display()),
        ));
    }
    let existing = write::existing(folder, files.keys().map(String::as_str));
    if existing.is_empty() {
        return Ok(());
    }
    let shown: Vec<&str> = existing.iter().copied().take(10).collect();
    let more = match existing.len() - shown.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!(
        "`{}` holds files of the same name already: {}{more}",
        folder.display(),
        shown.join(", ")
    );
    Err(Error::new(ErrorKind::Usage, message)
        .hint("nothing was written; choose an empty folder with `tenfour init DIR`, or move these files away"))
}

/// The project in whose folder the new one will lie.
fn around(folder: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(folder).ok()?;
    let above = absolute.ancestors().skip(1);
    above
        .filter(|folder| folder.join(settings::FILE).is_file())
        .map(Path::to_owned)
        .next()
}

/// A command and what it is for.
type Step = (&'static str, &'static str);

const STEPS: [Step; 5] = [
    ("git init", "keep the records under git: its history is the audit trail"),
    ("tenfour check", "see that nothing is wrong"),
    ("tenfour build --open", "build the site and look at it"),
    ("tenfour new complaint", "begin a record of your own"),
    ("tenfour explain", "see what can be recorded and what is checked"),
];

const EXAMPLE_STEPS: [Step; 3] = [
    ("tenfour build --open", "build the site and look at it"),
    ("git log --stat", "see who recorded what and when"),
    ("git tag -n", "see the states that the reviews looked at"),
];

fn next_steps(folder: &Path, steps: &[Step], outer: Option<&Path>) -> Vec<String> {
    let mut lines = vec![String::new()];
    if folder != Path::new(".") {
        lines.push(format!("  cd {}", folder.display()));
    }
    lines.extend(steps.iter().map(|(command, what)| format!("  {command:<28}{what}")));
    if let Some(outer) = outer {
        lines.push(String::new());
        lines.push(format!(
            "note: `{}` above is a project too and reads these files as its own",
            outer.display()
        ));
    }
    lines
}
