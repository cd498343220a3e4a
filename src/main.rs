//! The thin binary: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    tenfour::cli::main()
}
