//! `tenfour explain`: what a rule, a kind or a field means, from the lists that the program follows.

use super::{Common, Terminal, Verdict, cannot_write};
use crate::check;
use crate::diag::did_you_mean;
use crate::error::{Error, ErrorKind};
use clap::Args;

/// Arguments of `explain`.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Id of a rule (`R-CMP-02`).
    code: String,
}

pub(super) fn run(arguments: &Arguments, _: &Common, terminal: &mut Terminal) -> Result<Verdict, Error> {
    let Some(rule) = check::find(&arguments.code) else {
        let problem = Error::new(
            ErrorKind::Usage,
            format!("there is nothing to explain about `{}`", arguments.code),
        );
        return Err(match did_you_mean(&arguments.code, check::ids()) {
            Some(near) => problem.hint(format!("did you mean `{near}`?")),
            None => problem,
        });
    };
    writeln!(terminal.out, "{}: {}\n\n{}", rule.id, rule.title, rule.explanation).map_err(cannot_write)?;
    Ok(Verdict::Clean)
}
