//! The house keeps its order: which room leans on which, where the disk is touched, that every test runs.

use crate::support::{files, repository};
use std::collections::BTreeMap;

fn sources() -> BTreeMap<String, String> {
    let rust = files(&repository("src"))
        .into_iter()
        .filter(|(path, _)| path.ends_with(".rs") && !path.ends_with("/tests.rs"));
    rust.map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap()))
        .collect()
}

/// The part of a file before its tests.
fn code(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap()
}

#[test]
fn the_ground_imports_nothing_of_the_house() {
    for (path, text) in sources() {
        let room = path.split(['/', '.']).next().unwrap();
        if !["source", "stats", "chart"].contains(&room) {
            continue;
        }
        for line in code(&text).lines().filter(|line| line.contains("crate::")) {
            assert!(line.contains(&format!("crate::{room}")), "{path}: {line}");
        }
    }
}

#[test]
fn the_disk_is_touched_in_three_rooms() {
    for (path, text) in sources() {
        let room = path.split(['/', '.']).next().unwrap();
        let touches = code(&text)
            .lines()
            .any(|line| line.contains("std::fs::") && !line.trim_start().starts_with("//"));
        assert!(
            !touches || ["read", "theme", "write"].contains(&room),
            "{path} touches the disk"
        );
    }
}

#[test]
fn the_library_does_not_talk_or_look_at_the_clock() {
    for (path, text) in sources()
        .into_iter()
        .filter(|(path, _)| !path.starts_with("cli/") && path != "main.rs")
    {
        for word in [
            "println!(",
            "eprintln!(",
            "SystemTime::now",
            "Zoned::now",
            "Timestamp::now",
            "env::var",
        ] {
            let code = code(&text).lines().filter(|line| !line.trim_start().starts_with("//"));
            assert!(!code.clone().any(|line| line.contains(word)), "{path} uses {word}");
        }
    }
}

#[test]
fn imports_go_down_the_list_of_rooms() {
    let lib = std::fs::read_to_string(repository("src/lib.rs")).unwrap();
    let rooms: Vec<&str> = lib
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    // Rooms between two blank lines of the list stand on one floor.
    let floor_of = |room: &str| {
        lib.split("\n\n")
            .position(|floor| floor.contains(&format!("pub mod {room};")))
    };
    for (path, text) in sources() {
        let room = path.split(['/', '.']).next().unwrap();
        let Some(floor) = floor_of(room) else { continue };
        for target in &rooms {
            let used = code(&text)
                .lines()
                .any(|line| !line.trim_start().starts_with("//") && line.contains(&format!("crate::{target}")));
            let target_floor = floor_of(target).unwrap();
            assert!(!used || target_floor >= floor, "{path} reaches up to {target}");
        }
    }
}

#[test]
fn every_file_of_tests_is_listed() {
    let main = std::fs::read_to_string(repository("tests/main.rs")).unwrap();
    for entry in std::fs::read_dir(repository("tests")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let is_module = path.extension().is_some_and(|ending| ending == "rs") || path.join("mod.rs").exists();
        if is_module && name != "main" {
            assert!(main.contains(&format!("mod {name};")), "tests/{name} never runs");
        }
    }
}
