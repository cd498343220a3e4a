//! `tenfour completions`: what a shell needs to complete commands and options.

use super::{Cli, Common, Terminal, Verdict, cannot_write};
use crate::error::Error;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// Arguments of `completions`.
#[derive(Args, Debug)]
#[command(
    after_help = "bash:        tenfour completions bash > ~/.local/share/bash-completion/completions/tenfour\nzsh:         tenfour completions zsh > a folder of $fpath, as _tenfour\nfish:        tenfour completions fish > ~/.config/fish/completions/tenfour.fish\npowershell:  tenfour completions powershell >> $PROFILE\nelvish:      tenfour completions elvish >> ~/.config/elvish/rc.elv"
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
