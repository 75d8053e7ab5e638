//! SECURITY.md is held to the sources: every test it names is there, every number of the list has its row.

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::repository;

fn rows() -> Vec<(u32, String)> {
    let text = fs::read_to_string(repository("SECURITY.md")).unwrap();
    let cells = text.lines().filter_map(|line| line.strip_prefix("| "));
    cells
        .filter_map(|line| {
            let (number, rest) = line.split_once(" | ")?;
            Some((number.parse().ok()?, rest.to_owned()))
        })
        .collect()
}

#[test]
fn every_number_has_a_row_and_every_test_that_it_names_is_there() {
    let rows = rows();
    let numbers: Vec<u32> = rows.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
    let mut tests = 0;
    for (number, row) in rows {
        let named: Vec<&str> = row.split('`').filter(|name| name.contains("::")).collect();
        for name in &named {
            let (file, test) = name.split_once("::").unwrap();
            let source = fs::read_to_string(repository(file)).unwrap();
            let (before, _) = source
                .split_once(&format!("fn {test}("))
                .unwrap_or_else(|| panic!("{number}: no {name}"));
            // Its attribute, with others and comments between perhaps.
            let above: Vec<&str> = before.lines().rev().take(4).collect();
            assert!(
                above.iter().any(|line| line.trim() == "#[test]"),
                "{number}: {name} is no test"
            );
        }
        tests += named.len();
        let is_there = !named.is_empty() || row.contains("not built yet") || number == 40;
        assert!(is_there, "{number} has no test");
    }
    assert!(tests > 80);
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => sources(&path, found),
            false => found.push(path),
        }
    }
}

#[test]
fn no_source_reads_a_variable_or_opens_a_connection() {
    let mut found = Vec::new();
    sources(&repository("src"), &mut found);
    assert!(found.len() > 60);
    // A test that learns from the shared data asks where that is.
    found.retain(|path| !path.ends_with("input/html/fit.rs"));
    for path in found {
        let source = fs::read_to_string(&path).unwrap();
        for name in [
            "env::var",
            "std::net",
            "TcpStream",
            "UdpSocket",
            "UnixStream",
            "process::Command",
        ] {
            assert!(!source.contains(name), "{}: {name}", path.display());
        }
    }
}

#[test]
fn dependencies_come_from_one_registry_and_are_locked() {
    let lock = fs::read_to_string(repository("Cargo.lock")).unwrap();
    let sources = lock
        .lines()
        .filter_map(|line| line.strip_prefix("source = "));
    let mut count = 0;
    for source in sources {
        assert_eq!(
            source,
            "\"registry+https://github.com/rust-lang/crates.io-index\""
        );
        count += 1;
    }
    assert!(count > 50);
    let packages = lock.matches("[[package]]").count();
    assert_eq!(
        lock.matches("\nchecksum = ").count() + 2,
        packages,
        "all but adsift and its Python package have one"
    );
    let manifest = fs::read_to_string(repository("Cargo.toml")).unwrap();
    assert!(manifest.contains("unsafe_code = \"forbid\""));
}
