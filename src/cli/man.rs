//! `tenfour man`: manual pages, from the same definitions as the help.

use super::{Cli, Common, Terminal, Verdict, cannot_write};
use crate::error::Error;
use crate::write;
use clap::{Args, CommandFactory};
use clap_mangen::Man;
use std::path::PathBuf;

/// Arguments of `man`.
#[derive(Args, Debug)]
#[command(after_help = "Without `--out` the main page is printed: `tenfour man | man -l -` shows it.")]
pub(super) struct Arguments {
    /// Folder for a page a command, made where it does not exist; pages of the same name are replaced.
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, _: &Common, terminal: &mut Terminal) -> Result<Verdict, Error> {
    let Some(folder) = &arguments.out else {
        let page = page(Cli::command())?;
        terminal.out.write_all(&page).map_err(cannot_write)?;
        return Ok(Verdict::Clean);
    };
    for (name, command) in commands() {
        let path = folder.join(format!("{name}.1"));
        let text = String::from_utf8_lossy(&page(command)?).into_owned();
        write::make_file(&path, &text)?;
        writeln!(terminal.out, "{}", path.display()).map_err(cannot_write)?;
    }
    Ok(Verdict::Clean)
}

/// The program and its commands, each under the name of its page.
fn commands() -> Vec<(String, clap::Command)> {
    let mut program = Cli::command();
    program.build();
    let mut pages = vec![("tenfour".to_owned(), program.clone())];
    for command in program.get_subcommands().filter(|command| command.get_name() != "help") {
        pages.push((format!("tenfour-{}", command.get_name()), command.clone()));
    }
    pages
}

fn page(command: clap::Command) -> Result<Vec<u8>, Error> {
    let mut page = Vec::new();
    Man::new(command).render(&mut page).map_err(cannot_write)?;
    Ok(page)
}
