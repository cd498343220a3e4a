//! `tenfour pack`: the site with its hashes, and the history if wanted, as one archive.

use super::{Common, RunArguments, Terminal, Verdict, cannot_write};
use crate::diag::Diagnostics;
use crate::error::{Error, ErrorKind};
use crate::manifest::FILE;
use crate::pack::{self, Contents};
use crate::pipeline;
use crate::read::{git, sha256};
use crate::record::types::Audience;
use crate::site::{Memory, Written};
use crate::write;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `pack`.
#[derive(Args, Debug)]
#[command(
    after_help = "The archive holds the site as `tenfour build` makes it for the audience, a README, and SHA256SUMS for `sha256sum --check`. \
The same commit, options and version give the same archive, byte by byte; a bundle of git depends on the version of git as well. \
`tenfour verify ARCHIVE` checks it without unpacking.

Examples:
  tenfour pack                                 evidence-AUDIENCE-DAY.zip
  tenfour pack --audience public --out summary.zip
  tenfour pack --audience restricted --bundle  with records and history"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    run: RunArguments,
    /// File of the archive; it must not exist.
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Take the repository with its whole history along. It holds all records, so it is for the restricted audience only.
    #[arg(long)]
    bundle: bool,
    /// Pack although there are errors; each is shown on the site, and the exit code is 1.
    #[arg(long)]
    keep_going: bool,
}

pub(super) fn run(arguments: &Arguments, common: &Common, terminal: &mut Terminal) -> Result<Verdict, Error> {
    let root = arguments.run.root(common)?;
    let inspection = pipeline::inspect(&root, &arguments.run.options())?;
    let stopped = inspection.diagnostics.stop();
    terminal.found(&inspection.diagnostics, &inspection.sources, common)?;
    terminal.say(&super::check::summary(&inspection, common.verbose))?;
    if stopped && !arguments.keep_going {
        terminal.say("nothing was packed: mend the errors, or pack with `--keep-going` to see them on the site")?;
        return Ok(Verdict::Stopped);
    }
    let audience = inspection.audience;
    if arguments.bundle && audience != Audience::Restricted {
        let message = format!(
            "the history holds all records, and the audience `{}` may not see them all",
            audience.word()
        );
        return Err(
            Error::new(ErrorKind::Usage, message).hint("leave `--bundle` out, or pack for `--audience restricted`")
        );
    }
    let bundle = match arguments.bundle {
        true => Some(git::bundle(&root).map_err(|refusal| {
            let why = match refusal {
                git::Refusal::NoGit => "the program `git` is not there".to_owned(),
                git::Refusal::Failed(said) => said,
            };
            Error::new(ErrorKind::Project, format!("the history cannot be bundled: {why}"))
        })?),
        false => None,
    };
    let theme = inspection.theme()?;
    let memory = Memory::default();
    let leaks = inspection.build(&theme, &memory, &|_, _| {})?;
    if !leaks.is_empty() {
        let mut diagnostics = Diagnostics::default();
        diagnostics.extend(leaks);
        diagnostics.sort(&inspection.sources);
        terminal.found(&diagnostics, &inspection.sources, common)?;
        terminal.say("nothing was packed: the pages would show what this audience may not see")?;
        return Ok(Verdict::Stopped);
    }
    let mut site = memory.into_files();
    let written = |bytes: &Vec<u8>| Written {
        sha256: sha256(bytes),
        bytes: bytes.len(),
    };
    let files: std::collections::BTreeMap<String, Written> = site
        .iter()
        .map(|(path, bytes)| (path.clone(), written(bytes)))
        .collect();
    site.insert(FILE.to_owned(), inspection.manifest(&theme, &files));
    let name = format!("evidence-{}-{}", audience.word(), inspection.as_of);
    let contents = Contents {
        title: inspection.site().title(),
        site,
        bundle,
    };
    let bytes = pack::archive(&name, contents)?;
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from(format!("{name}.zip")));
    write::new_bytes(&out, &bytes)?;
    if inspection.draft {
        terminal.say("note: a draft, made from files that are in no commit: it cannot be built once more")?;
    }
    terminal.say(&format!(
        "{} files, {} bytes: {}",
        files.len() + 1,
        bytes.len(),
        out.display()
    ))?;
    writeln!(terminal.out, "{}  {}", sha256(&bytes), out.display()).map_err(cannot_write)?;
    Ok(if stopped { Verdict::Stopped } else { Verdict::Clean })
}
