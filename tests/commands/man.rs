//! `tenfour man`.

use crate::support::{files, run, tenfour};

#[test]
fn the_main_page_is_printed_and_every_command_has_one() {
    let said = run(tenfour().arg("man"));
    assert!(
        said.out.contains(".TH tenfour 1") && said.out.contains("tenfour\\-rename(1)"),
        "{}",
        said.out
    );
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let said = run(tenfour().arg("man").arg("--out").arg(folder.path()));
        assert_eq!(said.code, 0, "{}", said.err);
    }
    let pages = files(folder.path());
    let help = run(tenfour().arg("--help")).out;
    let list = help
        .split("Commands:\n")
        .nth(1)
        .unwrap()
        .split("\n\n")
        .next()
        .unwrap()
        .to_owned();
    let commands = list
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help");
    for command in commands {
        assert!(pages.contains_key(&format!("tenfour-{command}.1")), "{command}");
    }
    let page = String::from_utf8(pages["tenfour-rename.1"].clone()).unwrap();
    assert!(page.contains(".TH tenfour-rename 1"), "{page}");
}
