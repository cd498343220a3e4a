//! `tenfour init`: a project that builds at once, to write over.

use super::{Common, Terminal, Verdict, cannot_write};
use crate::error::{Error, ErrorKind};
use crate::scaffold::project;
use crate::{settings, write};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// Arguments of `init`.
#[derive(Args, Debug)]
#[command(
    after_help = "The project holds settings with every key explained, an organization with its calendar, an objective, a survey with one wave and its answers, three complaints, an action and a page. With `--template standard` policy, plan, scope, products, channels, a finding with its cause, a verification and a review come on top. Both build without warnings.\n\nNothing is overwritten: if one of the files exists, nothing is written at all."
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
        Template::Example => project::example(),
    };
    if !files.contains_key(settings::FILE) {
        return Err(
            Error::new(ErrorKind::Usage, "this program was built without the example project")
                .hint("run `tenfour init` for the small one"),
        );
    }
    refuse_existing(folder, &files)?;
    let outer = around(folder);
    write::new_files(folder, &files)?;
    writeln!(terminal.out, "{}", folder.display()).map_err(cannot_write)?;
    for line in next_steps(folder, files.len(), outer.as_deref()) {
        terminal.say(&line)?;
    }
    Ok(Verdict::Clean)
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

fn next_steps(folder: &Path, files: usize, outer: Option<&Path>) -> Vec<String> {
    let mut lines = vec![format!("{files} files written; next:"), String::new()];
    let mut step = |command: &str, what: &str| lines.push(format!("  {command:<28}{what}"));
    if folder != Path::new(".") {
        step(&format!("cd {}", folder.display()), "");
    }
    step("git init", "keep the records under git: its history is the audit trail");
    step("tenfour check", "see that nothing is wrong");
    step("tenfour build --open", "build the site and look at it");
    step("tenfour new complaint", "begin a record of your own");
    step("tenfour explain", "see what can be recorded and what is checked");
    for line in &mut lines {
        line.truncate(line.trim_end().len());
    }
    if let Some(outer) = outer {
        lines.push(String::new());
        lines.push(format!(
            "note: `{}` above is a project too and reads these files as its own",
            outer.display()
        ));
    }
    lines
}
