//! Commands, run as a user would: one file a command.

mod build;
mod check;
mod completions;
mod explain;
mod init;
mod man;
mod new;
mod rename;
mod schema;
mod trace;
