//! The flags that repair an error, added to the library's message.

use std::io::ErrorKind;

use adsift::Error;
use adsift::error::{ColumnRole, LimitName, Problem, Repair};
use adsift::input::Format;

/// The message of an error, with the flag that helps.
///
/// The library's message ends with what to change in the input; the flag follows as an alternative.
pub fn message(error: &Error) -> String {
    if let Error::Io { source, .. } = error
        && source.get_ref().is_none()
    {
        return format!("{error}{}", of_system(source.kind()));
    }
    let flag = error.repair().map(|repair| flag(&repair)).unwrap_or_default();
    let or_text = if may_be_prose(error) {
        "; if this is text and no CSV, read it with --input-format text"
    } else {
        ""
    };
    format!("{error}{flag}{or_text}")
}

/// Whether a row is wrong in a CSV whose name does not say that it is one.
fn may_be_prose(error: &Error) -> bool {
    match error {
        Error::Input { place, problem, .. } => {
            let is_of_row = matches!(
                problem,
                Problem::RowWidth { .. } | Problem::UnclosedQuote | Problem::StrayQuote
            );
            is_of_row && Format::of_name(&place.path) != Some(Format::Csv)
        }
        _ => false,
    }
}

/// The repair of an error of the operating system, whose message names none.
fn of_system(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::NotFound => "; check the name and the folder",
        ErrorKind::PermissionDenied => "; change its permissions, or name another file",
        ErrorKind::IsADirectory => "; name a file in it",
        ErrorKind::NotADirectory => "; a part of the path is a file: check the path",
        ErrorKind::StorageFull => "; free some space, or name a file on another disk",
        ErrorKind::QuotaExceeded => "; free some space, or name a file on another disk",
        ErrorKind::ReadOnlyFilesystem => "; name a file on another disk",
        ErrorKind::InvalidFilename => "; shorten the name",
        _ => "",
    }
}

fn flag(repair: &Repair) -> String {
    match repair {
        Repair::RaiseLimit(limit) => format!(", or raise the limit with {}", limit_flag(*limit)),
        Repair::NameEncoding(label) => {
            format!("; name the encoding, for example with `--encoding {label}`")
        }
        Repair::DetectEncoding(label) => format!(
            "; read it with `--encoding auto`, or name the encoding, for example with \
             `--encoding {label}`"
        ),
        Repair::NameInputFormat => ", or the input format with --input-format".to_owned(),
        Repair::NameDelimiter(delimiter) => {
            format!(" with --delimiter {}", shell_word(delimiter))
        }
        Repair::NameColumn(ColumnRole::Text) => {
            "; name the text column with --text-column".to_owned()
        }
        Repair::NameColumn(ColumnRole::Label) => {
            "; name the label column with --label-column".to_owned()
        }
        Repair::NameColumn(ColumnRole::Id) => "; name the id column with --id-column".to_owned(),
        Repair::NameColumn(ColumnRole::Paragraph) => {
            ", or gather them by the column of their numbers with --paragraph-column".to_owned()
        }
        Repair::NameField(ColumnRole::Id) => ", with --id-field".to_owned(),
        Repair::NameField(_) => ", with --text-field".to_owned(),
        Repair::NameLabels { sponsored, news, others } => label_flags(sponsored, news, others),
        Repair::ReplaceFile => ", or replace it with --force".to_owned(),
        Repair::NameOutputFolder => " with --out-dir".to_owned(),
        Repair::KeepBadRecords => {
            "; or keep bad records as rows with an error by `--on-error skip`".to_owned()
        }
        Repair::ClassifyShard => "; classify it with --shards and --out-dir".to_owned(),
        Repair::WriteCleanText => {
            "; write clean articles with --clean-form text or jsonl".to_owned()
        }
        Repair::TrainModel => "; train one with `adsift train DATA.csv -o MODEL`".to_owned(),
        _ => String::new(),
    }
}

/// The flags that say what labels mean; `others` are labels without a guess.
fn label_flags(sponsored: &[String], news: &[String], others: &[String]) -> String {
    let list = |labels: &[String]| shell_word(&labels.join(","));
    let ignored = |label: &String| format!("--ignore-label {}", shell_word(label));
    let ignored = others.iter().map(ignored).collect::<Vec<_>>().join(" ");
    if sponsored.is_empty() && news.is_empty() {
        if others.iter().all(String::is_empty) {
            return ", or keep rows without a label as context with --ignore-label ''".to_owned();
        }
        let named: Vec<String> = others.iter().filter(|label| !label.is_empty()).cloned().collect();
        let list = list(&named);
        return format!(
            " with --sponsored-label {list} or --news-label {list}; \
             {ignored} keeps such rows as context without learning from them"
        );
    }
    let mut flags = String::new();
    for (flag, labels) in [("--sponsored-label", sponsored), ("--news-label", news)] {
        if !labels.is_empty() {
            flags += &format!(" {flag} {}", list(labels));
        }
    }
    if !others.is_empty() {
        flags += &format!(" {ignored}");
    }
    format!(", for example with{flags}")
}

/// The flag that sets a limit.
pub fn limit_flag(limit: LimitName) -> String {
    format!("--max-{}", limit.as_str().replace('_', "-"))
}

/// A word as a shell needs it, quoted if necessary. The whole message is escaped when it is shown.
pub fn shell_word(word: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./,".contains(&byte);
    if !word.is_empty() && word.bytes().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use adsift::error::Place;

    fn shown(problem: Problem) -> String {
        message(&Error::input(Place::file("a"), problem))
    }

    #[test]
    fn messages_end_with_the_flag_that_helps() {
        assert_eq!(
            shown(Problem::LineTooLong { limit: 9 }),
            "a: longer than 9 bytes; split it, or raise the limit with --max-record-bytes"
        );
        assert_eq!(
            shown(Problem::InvalidUtf8),
            "a: invalid UTF-8; read it with `--encoding auto`, or name the encoding, for example \
             with `--encoding windows-1252`"
        );
    }

    #[test]
    fn labels_in_a_command_are_quoted_for_the_shell() {
        let shown = |labels: &[&str]| {
            let labels = labels.iter().map(|&label| (label.to_owned(), 2)).collect();
            shown(Problem::UnknownLabels { labels, has_more: false })
        };
        assert!(
            shown(&["ad", "not_ad"])
                .ends_with("mean, for example with --sponsored-label ad --news-label not_ad")
        );
        assert!(shown(&["0", "1", "paid"]).ends_with("--sponsored-label 1,paid --news-label 0"));
        assert!(shown(&["ad", "a b"]).ends_with("--sponsored-label ad --ignore-label 'a b'"));
        assert!(shown(&[""]).ends_with("rows without a label as context with --ignore-label ''"));
        assert!(shown(&["it's"]).ends_with(
            r"mean with --sponsored-label 'it'\''s' or --news-label 'it'\''s'; --ignore-label 'it'\''s' keeps such rows as context without learning from them"
        ));
        let text = "a text in the place of a label, ".repeat(3);
        assert!(
            shown(&[&text]).ends_with("another column; name the label column with --label-column")
        );
    }
}
