//! How long a build takes, as ratios to work that any machine can repeat: copying the site, reading the records.
//!
//! `cargo bench` builds projects of 1,000 and 10,000 complaints (other sizes: `cargo bench -- 100000`) and prints, for each,
//! the processor time of a cold build, of a build that changes nothing, and of copying the same files, all measured in one run.
//! Then it makes a repository with a history and prints what reading that takes, beside what git takes to list it; its size is set
//! by `TENFOUR_BENCH_HISTORY=5000x100000` (commits and files).
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark touches the disk and prints"
)]

mod history;

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|size| size.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![1_000, 10_000] } else { sizes };
    println!("processor seconds (of all threads); ratio to copying the site");
    println!(
        "{:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>9}",
        "records", "cold", "again", "copy", "cold/x", "again/x", "MiB"
    );
    for size in sizes {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let project = folder.path().join("project");
        make(&project, size);
        let (cold, memory) = build(&project);
        let (again, _) = build(&project);
        let mut copying = Command::new("cp");
        copying
            .arg("-r")
            .arg(project.join("site"))
            .arg(folder.path().join("copy"));
        let copy = seconds(|| run(&mut copying));
        println!(
            "{size:>8} {cold:>8.2} {again:>8.2} {copy:>8.2} {:>8.2} {:>8.2} {memory:>9}",
            cold / copy.max(0.01),
            again / copy.max(0.01)
        );
    }
    let (commits, files) = history::scale();
    history::measure(commits, files);
}

/// Processor time of a build, and the most memory it held where `/usr/bin/time` can tell.
fn build(project: &Path) -> (f64, String) {
    let program = env!("CARGO_BIN_EXE_tenfour");
    let timer = Path::new("/usr/bin/time");
    let report = project.join("memory.txt");
    let mut command = if timer.exists() {
        let mut command = Command::new(timer);
        command.args(["-f", "%M", "-o"]).arg(&report).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.args(["build", "--quiet", "--project"]).arg(project);
    let time = seconds(|| run(&mut command));
    let kibibytes = std::fs::read_to_string(report)
        .ok()
        .and_then(|text| text.trim().parse::<u32>().ok());
    (
        time,
        kibibytes.map_or_else(|| "?".to_owned(), |kibibytes| (kibibytes / 1024).to_string()),
    )
}

fn run(command: &mut Command) {
    let status = command.stdout(Stdio::null()).status().expect("the program starts");
    assert!(status.success(), "{command:?} failed");
}

/// Processor time that children took; where the system does not tell, the time on the wall.
fn seconds(work: impl FnOnce()) -> f64 {
    let children = || -> Option<f64> {
        let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
        let after_name = stat.rsplit_once(") ")?.1;
        let fields: Vec<&str> = after_name.split(' ').collect();
        // utime, stime, cutime, cstime are fields 14 to 17, counted in hundredths of a second.
        Some((fields.get(13)?.parse::<f64>().ok()? + fields.get(14)?.parse::<f64>().ok()?) / 100.0)
    };
    let wall = std::time::Instant::now();
    let before = children();
    work();
    match (before, children()) {
        (Some(before), Some(after)) => after - before,
        _ => wall.elapsed().as_secs_f64(),
    }
}

/// A project of complaints, each with its cause, action and verification shared among ten.
fn make(project: &Path, size: usize) {
    let put = |path: String, text: String| {
        let path = project.join(path);
        std::fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("folders can be made");
        std::fs::write(path, text).expect("files can be written");
    };
    put(
        "tenfour.toml".to_owned(),
        "title = \"Bench\"\nas_of = 2026-01-31\naudience = \"restricted\"\n".to_owned(),
    );
    let frame = "- {id: ORG-1, title: Bench, name: Bench, time_zone: Europe/Dublin, calendar: CAL-1}\n- {id: CAL-1, title: Days, workweek: [monday, tuesday, wednesday, thursday, friday]}\n- {id: ROL-1, title: Manager, purpose: Manages}\n- {id: PRD-1, title: Boxes, kind: product, description: Boxes}\n";
    put("organization.yaml".to_owned(), frame.to_owned());
    for number in 0..size {
        put(
            format!("complaints/{:03}/CMP-{number:06}.yaml", number / 1000),
            complaint(number),
        );
        if number % 10 == 0 {
            let cause = format!(
                "id: CAU-{number:06}\ntitle: Cause {number}\nstatement: The rota had a gap\nowner: ROL-1\ncomplaints: [CMP-{number:06}]\n"
            );
            put(format!("causes/{:03}/CAU-{number:06}.yaml", number / 1000), cause);
            let action = format!(
                "id: ACT-{number:06}\ntitle: Action {number}\nkind: corrective\nstatus: approved\ndescription: Fill the gap\nowner: ROL-1\naddresses: [CAU-{number:06}]\ndue: 2026-12-31\n"
            );
            put(format!("actions/{:03}/ACT-{number:06}.yaml", number / 1000), action);
        }
    }
}

fn complaint(number: usize) -> String {
    let (month, day, minute) = (1 + number % 12, 1 + number % 27, number % 60);
    let at = |hour: usize| format!("2025-{month:02}-{day:02}T{hour:02}:{minute:02}:00+00:00");
    let mut text = format!(
        "id: CMP-{number:06}\ntitle: Delivery number {number} came late\nowner: ROL-1\ncreated: 2025-{month:02}-{day:02}\nreceived_at: {}\nlogged_at: {}\nreceived_by: ROL-1\ncomplainant: anonymous\nsegment_values: unknown\nproduct: PRD-1\ncategory: delivery_late\ndescription: |\n  The goods were to arrive on Monday. They came on Thursday, and two boxes\n  were open. The customer had asked twice by telephone what was happening.\nis_recurrence: false\nrequested_remedy: [apology, explanation]\nimmediate_action: none\nresponse_due: 2026-06-30\nhandler: ROL-1\nevents:\n",
        at(9),
        at(9)
    );
    for (hour, kind) in [
        (9, "received"),
        (9, "logged"),
        (10, "acknowledged"),
        (11, "assessed"),
        (12, "assigned"),
    ] {
        writeln!(text, "  - {{at: {}, kind: {kind}, by: ROL-1}}", at(hour)).expect("writing to a string does not fail");
    }
    text
}
