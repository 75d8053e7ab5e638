//! The columns of an article's row and the fields of its verdicts, in order: one definition for
//! JSON Lines, Arrow and Parquet.

/// The list of the article's verdicts; see [`VERDICT_FIELDS`].
pub(crate) const VERDICTS: &str = "verdicts";
/// The article's text without its sponsored paragraphs.
pub(crate) const CLEAN: &str = "clean";
/// Number of paragraphs, without boilerplate.
pub(crate) const PARAGRAPHS: &str = "paragraphs";
/// Number of sponsored paragraphs.
pub(crate) const SPONSORED: &str = "sponsored";
/// Share of the paragraphs' bytes that is sponsored, in [0, 1].
pub(crate) const PAID_SHARE: &str = "paid_share";
/// The reason why the article was rejected.
pub(crate) const ERROR: &str = "error";

/// The columns that replace fields of the same names in an article's record: an output can be an
/// input.
pub(crate) const REPLACED: [&str; 5] = [VERDICTS, PARAGRAPHS, SPONSORED, PAID_SHARE, ERROR];

/// Says which fields of an input are replaced.
pub(crate) fn replaced_notice(path: &str, names: &[&str]) -> String {
    let one = names.len() == 1;
    let names = names.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ");
    let (fields, are) = if one { ("field", "is") } else { ("fields", "are") };
    format!("{path}: the {fields} {names} of the input {are} replaced by those of the verdicts")
}

/// All columns that classification can add to an article's row, in order.
#[cfg(feature = "arrow")]
pub(crate) const COLUMNS: [&str; 6] = [VERDICTS, CLEAN, PARAGRAPHS, SPONSORED, PAID_SHARE, ERROR];

/// The fields of a verdict in [`VERDICTS`], in order.
pub(crate) const VERDICT_FIELDS: [&str; 5] = ["start", "end", "label", "probability", "reliable"];
