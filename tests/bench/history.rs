//! How long the history takes, as a ratio to what git itself needs to list it.
//!
//! A repository is made in which every commit adds records and changes earlier ones. In the same run git lists every change
//! (`git log --raw`), and the program reads the history for the first time, again, and after one commit more.

use super::{run, seconds};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// Commits and files of the repository, from `TENFOUR_BENCH_HISTORY`: `5000x100000`.
pub(super) fn scale() -> (usize, usize) {
    let written = std::env::var("TENFOUR_BENCH_HISTORY").unwrap_or_default();
    let numbers: Vec<usize> = written.split('x').filter_map(|number| number.parse().ok()).collect();
    match numbers.as_slice() {
        [commits, files] => (*commits, (*files).max(1)),
        _ => (500, 10_000),
    }
}

/// Makes the repository and prints how long its history takes.
pub(super) fn measure(commits: usize, files: usize) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let project = folder.path();
    make(project, commits, files);
    let mut listing = git(project, &["log", "--raw", "-z", "--no-renames", "--no-abbrev"]);
    let list = seconds(|| run(&mut listing));
    let mut read = Command::new(env!("CARGO_BIN_EXE_tenfour"));
    read.args(["history", "CMP-000000", "--quiet", "--project"])
        .arg(project);
    let wall = std::time::Instant::now();
    let cold = seconds(|| run(&mut read));
    let wall = wall.elapsed().as_secs_f64();
    let again = seconds(|| run(&mut read));
    import(project, |out| commit(out, commits, files, files));
    let later = seconds(|| run(&mut read));
    println!("\nhistory: {commits} commits over {files} files; processor seconds, ratio to `git log --raw`");
    println!(
        "{:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}",
        "git log", "cold", "wall", "again", "later", "cold/x", "again/x"
    );
    println!(
        "{list:>8.2} {cold:>8.2} {wall:>8.2} {again:>8.2} {later:>8.2} {:>8.2} {:>8.2}",
        cold / list.max(0.01),
        again / list.max(0.01)
    );
}

fn git(project: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command
        .arg("-C")
        .arg(project)
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1");
    command
}

fn make(project: &Path, commits: usize, files: usize) {
    run(&mut git(project, &["init", "--quiet", "--initial-branch=main"]));
    std::fs::write(project.join("tenfour.toml"), "").expect("a file can be written");
    import(project, |out| {
        for number in 0..commits {
            commit(out, number, files * number / commits, files * (number + 1) / commits);
        }
    });
}

/// Hands commits to git; the work tree stays as it is.
fn import(project: &Path, commits: impl FnOnce(&mut dyn std::io::Write)) {
    let mut command = git(project, &["fast-import", "--quiet"]);
    let mut importing = command.stdin(Stdio::piped()).spawn().expect("git starts");
    let mut out = std::io::BufWriter::new(importing.stdin.take().expect("git listens"));
    commits(&mut out);
    out.flush().expect("git listens");
    drop(out);
    assert!(importing.wait().expect("git ends").success());
}

/// A commit that adds the files from one number to another, and changes as many of the earlier ones, two at least.
fn commit(out: &mut dyn std::io::Write, number: usize, from: usize, to: usize) {
    let mut text = format!(
        "commit refs/heads/main\ncommitter Dunlin <dunlin@abc.example> {} +0000\ndata 7\nrecords\n",
        1_736_150_400 + 3_600 * number
    );
    if number > 0 && from == to {
        text.push_str("from refs/heads/main^0\n");
    }
    for file in from..to {
        blob(&mut text, file, 0);
    }
    for change in 0..(to - from).max(2).min(from) {
        // Spread over all earlier files.
        let file = (number * 7_919 + change * 104_729) % from;
        blob(&mut text, file, number);
    }
    text.push('\n');
    out.write_all(text.as_bytes()).expect("git listens");
}

fn blob(text: &mut String, file: usize, revision: usize) {
    let mut content = super::complaint(file);
    let _ = writeln!(content, "notes: revision {revision}");
    let _ = writeln!(
        text,
        "M 100644 inline complaints/{:03}/CMP-{file:06}.yaml\ndata {}\n{content}",
        file / 1_000,
        content.len()
    );
}
