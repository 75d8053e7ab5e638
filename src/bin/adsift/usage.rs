//! Words for wrong command lines: what a person probably meant, added to clap's message.

use std::ffi::OsString;
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::repairs::shell_word;
use crate::verbs::classify::{curl, is_url, of_file_url};

/// Words of other programs for `classify`.
const CLASSIFY_WORDS: [&str; 18] = [
    "predict", "detect", "label", "run", "scan", "score", "filter", "clean", "check", "infer",
    "analyze", "analyse", "judge", "read", "tag", "find", "extract", "process",
];

/// Words of other programs for other verbs, each with the right command.
const OTHER_WORDS: [(&str, &str); 9] = [
    ("fit", "adsift train"),
    ("learn", "adsift train"),
    ("test", "adsift evaluate"),
    ("validate", "adsift evaluate"),
    ("eval", "adsift evaluate"),
    ("info", "adsift inspect"),
    ("show", "adsift inspect"),
    ("version", "adsift --version"),
    ("convert", "adsift classify -f csv"),
];

/// Flags for reading folders, which is done without one.
const FOLDER_FLAGS: [&str; 3] = ["-r", "-R", "--recursive"];

/// Flags of other programs, each with the flag or the advice.
const FLAG_WORDS: [(&str, &[&str]); 18] = [
    ("-t", &["--format", "--threshold"]),
    ("--output-format", &["--format"]),
    ("--out-format", &["--format"]),
    ("--type", &["--format"]),
    ("--to", &["--format"]),
    ("--out", &["--output"]),
    ("--output-file", &["--output"]),
    ("--outdir", &["--out-dir"]),
    ("--output-dir", &["--out-dir"]),
    ("--output-folder", &["--out-dir"]),
    ("-d", &["--out-dir"]),
    ("--charset", &["--encoding"]),
    ("--codec", &["--encoding"]),
    ("-e", &["--encoding", "--explain"]),
    ("--jobs", &["--threads"]),
    ("--workers", &["--threads"]),
    ("--cutoff", &["--threshold"]),
    ("--why", &["--explain"]),
];

/// Returns the message for a person who mistyped `arguments`, where `verbs` are right; `None` if
/// clap's message is enough.
pub fn explained(error: &clap::Error, arguments: &[OsString], verbs: &[String]) -> Option<String> {
    let arguments: Vec<String> =
        arguments.iter().map(|argument| argument.to_string_lossy().into_owned()).collect();
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let word = of_context(error, ContextKind::InvalidSubcommand)?;
            mistyped_verb(&word, &arguments)
        }
        ErrorKind::UnknownArgument => {
            let flag = of_context(error, ContextKind::InvalidArg)?;
            let name = flag.split(['=', ' ']).next().unwrap_or_default();
            if FOLDER_FLAGS.contains(&name) {
                return Some(format!(
                    "{name} is no flag: a folder is read with all folders in it; leave {name} out"
                ));
            }
            let has_verb = verbs.iter().any(|verb| arguments.contains(verb));
            if has_verb {
                return None;
            }
            let rest = joined(&arguments);
            Some(format!(
                "{flag} is a flag of a verb, and no verb is named; did you mean: adsift classify {rest}"
            ))
        }
        _ => None,
    }
}

/// Adds the flag that a person probably meant to clap's message about an unknown one.
pub fn suggest(error: &mut clap::Error) {
    if error.kind() != ErrorKind::UnknownArgument {
        return;
    }
    let Some(flag) = of_context(error, ContextKind::InvalidArg) else {
        return;
    };
    let flag = flag.split(['=', ' ']).next().unwrap_or_default();
    if let Some((_, meant)) = FLAG_WORDS.iter().find(|(word, _)| *word == flag) {
        let meant = meant.iter().map(|flag| (*flag).to_owned()).collect();
        error.insert(ContextKind::SuggestedArg, ContextValue::Strings(meant));
        // The usage would show a flag that clap itself took for similar.
        error.remove(ContextKind::Usage);
    }
}

fn of_context(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind) {
        Some(ContextValue::String(value)) => Some(value.clone()),
        _ => None,
    }
}

/// The message about a word in the place of a verb; `None` if the word is like a verb.
fn mistyped_verb(word: &str, arguments: &[String]) -> Option<String> {
    if let Some(path) = of_file_url(word) {
        return Some(format!("{word}: leave file:// out: adsift classify {}", shell_word(path)));
    }
    if is_url(word) {
        return Some(format!("{word}: adsift reads files only; read a page with: {}", curl(word)));
    }
    let is_input = Path::new(word).exists() || word == "-" || word.contains(['/', '\\', '.', '*']);
    let lower = word.to_ascii_lowercase();
    let is_word_for_it = CLASSIFY_WORDS.contains(&&*lower);
    let asks_for_help = arguments.first().is_some_and(|first| first == "help");
    let others = || arguments.iter().filter(|other| *other != word).cloned().collect::<Vec<_>>();
    let other = OTHER_WORDS.iter().find(|(other, _)| *other == lower).filter(|_| !is_input);
    if let Some((_, command)) = other {
        let rest = joined(&others());
        let command = match command.split_once(' ') {
            Some((adsift, verb)) if asks_for_help && !verb.starts_with('-') => {
                let verb = verb.split(' ').next().unwrap_or_default();
                format!("{adsift} help {verb}")
            }
            _ if asks_for_help => (*command).to_owned(),
            _ => format!("{command} {rest}").trim_end().to_owned(),
        };
        return Some(format!("{word} is no verb of adsift; did you mean: {command}"));
    }
    if is_word_for_it && !is_input && asks_for_help {
        return Some(format!("{word} is no verb of adsift; did you mean: adsift help classify"));
    }
    let rest = if is_input {
        joined(arguments)
    } else if is_word_for_it && arguments.len() == 1 {
        "FILE".to_owned()
    } else if is_word_for_it {
        joined(&others())
    } else {
        return None;
    };
    Some(format!("{word} is no verb of adsift; did you mean: adsift classify {rest}"))
}

fn joined(arguments: &[String]) -> String {
    let words: Vec<String> = arguments.iter().map(|argument| shell_word(argument)).collect();
    words.join(" ")
}
