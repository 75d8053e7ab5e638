//! SECURITY.md matches the sources: the tests it names exist, and its promises about the sources
//! hold.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::common::repository;

/// The last number of the list of reliability tests.
const LAST_NUMBER: u32 = 40;

/// The numbered rows of the table, without their number.
fn rows(document: &str) -> BTreeMap<u32, &str> {
    let cells = document.lines().filter_map(|line| line.strip_prefix("| "));
    let rows = cells.filter_map(|line| line.split_once(" | "));
    rows.filter_map(|(number, rest)| Some((number.parse().ok()?, rest))).collect()
}

/// The references `module::test` in a text, each in backticks.
fn references(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let is_name = |name: &str| !name.contains(|c: char| !c.is_alphanumeric() && c != '_');
    let quoted = text.split('`').skip(1).step_by(2);
    quoted
        .filter_map(|reference| reference.split_once("::"))
        .filter(move |(module, test)| is_name(module) && is_name(test))
}

/// The modules of each test. The module of a file is its stem, that of `mod.rs` its folder's name.
fn modules_of_tests() -> BTreeMap<String, BTreeSet<String>> {
    let mut paths = Vec::new();
    for folder in ["src", "tests"] {
        add_sources(&repository(folder), &mut paths);
    }
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in paths {
        let is_face = path.ends_with("mod.rs");
        let named = if is_face { path.parent().unwrap() } else { &path };
        let module = named.file_stem().unwrap().to_str().unwrap();
        for test in tests(&fs::read_to_string(&path).unwrap()) {
            found.entry(test).or_default().insert(module.to_owned());
        }
    }
    found
}

/// The names of the functions under `#[test]`.
fn tests(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_test = false;
    for line in source.lines().map(str::trim) {
        is_test |= line == "#[test]";
        if let Some(signature) = line.strip_prefix("fn ")
            && std::mem::take(&mut is_test)
        {
            let (name, _) = signature.split_once('(').unwrap();
            found.push(name.to_owned());
        }
    }
    found
}

fn add_sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            add_sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn every_named_test_exists() {
    let document = fs::read_to_string(repository("SECURITY.md")).unwrap();
    let modules = modules_of_tests();
    let mut missing = Vec::new();
    for (module, test) in references(&document) {
        match modules.get(test) {
            Some(found) if found.contains(module) => {}
            Some(found) => missing.push(format!("{module}::{test}, but it is in {found:?}")),
            None => missing.push(format!("{module}::{test}")),
        }
    }
    let missing = missing.join("\n  ");
    assert!(missing.is_empty(), "SECURITY.md names missing tests:\n  {missing}");
}

#[test]
fn every_number_has_a_row_with_a_test() {
    let document = fs::read_to_string(repository("SECURITY.md")).unwrap();
    let rows = rows(&document);
    assert!(rows.keys().copied().eq(1..=LAST_NUMBER), "{:?}", rows.keys());
    for (number, row) in rows {
        let has_test = references(row).next().is_some();
        assert!(has_test || row.contains("not built yet"), "row {number} names no test");
    }
}

#[test]
fn no_source_reads_a_variable_or_opens_a_connection() {
    let mut sources = Vec::new();
    add_sources(&repository("src"), &mut sources);
    assert!(sources.contains(&repository("src/lib.rs")));
    for path in sources {
        let source = fs::read_to_string(&path).unwrap();
        // The refit of the boilerplate weights, a test, needs the folder of the real data.
        let lines = source.lines().filter(|line| !line.contains("\"ADSIFT_SHARED\""));
        for line in lines {
            for name in
                ["env::var", "std::net", "TcpStream", "UdpSocket", "UnixStream", "process::Command"]
            {
                assert!(!line.contains(name), "{}: {line}", path.display());
            }
        }
    }
}

#[test]
fn dependencies_come_from_one_registry_and_are_locked() {
    let lock = fs::read_to_string(repository("Cargo.lock")).unwrap();
    let registry = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
    let own = ["name = \"adsift\"", "name = \"adsift-python\""];
    let mut packages = lock.split("\n[[package]]\n").skip(1).peekable();
    assert!(packages.peek().is_some());
    for package in packages {
        let has = |line: &str| package.lines().any(|found| found == line);
        let is_own = own.iter().any(|name| has(name)) && !package.contains("\nsource = ");
        let is_locked = has(registry) && package.contains("\nchecksum = ");
        assert!(is_own || is_locked, "{package}");
    }
}

#[test]
fn unsafe_code_is_forbidden() {
    let manifest = fs::read_to_string(repository("Cargo.toml")).unwrap();
    assert!(manifest.contains("unsafe_code = \"forbid\""));
}
