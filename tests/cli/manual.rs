//! Manual pages, completions and README: every flag is in all of them.

use std::collections::BTreeSet;
use std::fs;

use crate::common::{adsift, refusal, repository, stdout};

const VERBS: [&str; 6] = ["classify", "train", "evaluate", "inspect", "completions", "man"];

/// The long flags that a help text lists.
fn flags(help: &str) -> BTreeSet<String> {
    let words = help.lines().filter(|line| line.trim_start().starts_with('-'));
    let words = words.flat_map(|line| line.split([' ', ',', '<', '[', '=']));
    words.filter(|word| word.len() > 2 && word.starts_with("--")).map(str::to_owned).collect()
}

#[test]
fn every_flag_is_in_manual_completions_and_readme() {
    let readme = fs::read_to_string(repository("README.md")).unwrap();
    let shells = ["bash", "zsh", "fish", "powershell", "elvish"];
    let scripts = shells.map(|shell| stdout(adsift().args(["completions", shell])));
    let mut all = BTreeSet::new();
    for verb in VERBS {
        let page = stdout(adsift().args(["man", verb])).replace("\\-", "-");
        assert!(page.contains(&format!("adsift-{verb}")), "{page}");
        for flag in flags(&stdout(adsift().args([verb, "--help"]))) {
            assert!(page.contains(&flag), "{verb} {flag}");
            all.insert(flag);
        }
    }
    all.extend(flags(&stdout(adsift().arg("--help"))));
    for flag in ["--color", "--max-ratio", "--article-column"] {
        assert!(all.contains(flag), "{flag} is not among {all:?}");
    }
    for flag in all {
        assert!(readme.contains(&format!("`{flag}`")), "README has no {flag}");
        for (shell, script) in shells.iter().zip(&scripts) {
            // fish writes flags without their dashes.
            let is_there = script.contains(&flag) || script.contains(&format!("-l {}", &flag[2..]));
            assert!(is_there, "{shell} {flag}");
        }
    }
}

#[test]
fn overview_page_names_every_verb_and_unknown_verb_is_refused() {
    let page = stdout(adsift().arg("man")).replace("\\-", "-");
    for verb in VERBS {
        assert!(page.contains(&format!("adsift-{verb}(1)")), "{verb}");
    }
    let message = refusal(adsift().args(["man", "clasify"]));
    assert!(message.starts_with("no verb \"clasify\"; the verbs are classify, train"), "{message}");
}
