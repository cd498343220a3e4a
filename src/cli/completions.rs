//! `tenfour completions`: what a shell needs to complete commands and options.

use super::{Cli, Common, Terminal, Verdict, cannot_write};
use crate::error::Error;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// Arguments of `completions`.
#[derive(Args, Debug)]
#[command(
    after_help = "Where the script goes:\n  tenfour completions bash > ~/.local/share/bash-completion/completions/tenfour\n  tenfour completions zsh > _tenfour        in a folder of $fpath\n  tenfour completions fish > ~/.config/fish/completions/tenfour.fish\n  tenfour completions powershell >> $PROFILE\n  tenfour completions elvish >> ~/.config/elvish/rc.elv"
)]
pub(super) struct Arguments {
    /// The shell.
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

pub(super) fn run(arguments: &Arguments, _: &Common, terminal: &mut Terminal) -> Result<Verdict, Error> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "tenfour", &mut script);
    terminal.out.write_all(&script).map_err(cannot_write)?;
    Ok(Verdict::Clean)
}
