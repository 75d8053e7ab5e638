//! The format of an input: its name, and its detection by the file's name and by its first bytes.
//!
//! | file | detects |
//! |---|---|
//! | `extension.rs` | the format of a file's name |
//! | `content.rs` | the format of the first bytes |
//! | `markup_tag.rs` | HTML, feeds and other XML |
//! | `block_tags.rs` | HTML that begins with words |
//! | `header_line.rs` | the header of a CSV |
//! | `mail_head.rs` | the header lines of a mail |
//! | `detection.rs` | joins name and content |

mod block_tags;
mod compression;
mod content;
mod detection;
mod extension;
mod header_line;
mod mail_head;
mod markup_tag;
mod named_format;

pub use compression::Compression;
pub(super) use content::of_json_line;
pub(super) use detection::{HEAD_BYTES, format_of, is_other_json};
pub(super) use mail_head::{is_mail_header, is_mailbox_line};
pub(super) use markup_tag::{begins_with_feed, begins_with_tag, is_html};
pub use named_format::Format;
