//! `Mailbox`: the messages of a mailbox (mbox), or the one message of a file.

use std::io::{BufRead, Read};

use crate::error::{Error, Place, Problem, Result};
use crate::input::format::is_mailbox_line;
use crate::input::source::{Source, read_error};

/// Most bytes that are read at once; a longer line is read in pieces.
const PIECE_BYTES: u64 = 1 << 16;

/// The bytes of a message, and its place.
pub(super) struct MailBytes {
    pub(super) bytes: Vec<u8>,
    pub(super) start: u64,
    /// 1-based number in a mailbox; `None` for the only message of a file.
    pub(super) number: Option<u64>,
}

/// Reads one message after another.
pub(super) struct Mailbox {
    source: Source,
    limit: usize,
    /// Offset of the next byte.
    next: u64,
    /// Number of the last message.
    number: u64,
    /// The first line of the next message, already read.
    separator: Option<Vec<u8>>,
    is_at_end: bool,
    is_mailbox: bool,
}

impl Mailbox {
    pub(super) fn new(source: Source, limit: usize) -> Self {
        let next = source.offset;
        Mailbox {
            source,
            limit,
            next,
            number: 0,
            separator: None,
            is_at_end: false,
            is_mailbox: false,
        }
    }

    /// Whether the source is a mailbox, so that it may hold several messages.
    pub(super) fn is_of_several(&self) -> bool {
        self.is_mailbox
    }

    /// Reads the next message of at most `limit` bytes. The line `From …` before it is not part of
    /// it.
    pub(super) fn next_message(&mut self) -> Result<Option<MailBytes>> {
        if self.is_at_end {
            return Ok(None);
        }
        let is_first = self.number == 0;
        self.number += 1;
        let separator = self.separator.take();
        let mut is_mailbox = separator.is_some();
        let start = self.next - separator.map_or(0, |line| line.len() as u64);
        let (mut bytes, mut is_too_long) = (Vec::new(), false);
        let (mut starts_line, mut after_blank) = (true, is_first);
        loop {
            let piece = match self.piece() {
                Ok(piece) => piece,
                Err(error) => {
                    self.is_at_end = true;
                    return Err(error);
                }
            };
            if piece.is_empty() {
                self.is_at_end = true;
                break;
            }
            let ends_line = piece.last() == Some(&b'\n');
            let is_blank = starts_line && piece.trim_ascii().is_empty();
            let is_separator = starts_line
                && (after_blank || bytes.is_empty())
                && piece.starts_with(b"From ")
                && std::str::from_utf8(&piece).is_ok_and(|line| is_mailbox_line(line.trim_end()));
            let is_file_start = is_first && bytes.is_empty();
            if is_separator && is_file_start {
                is_mailbox = true;
            } else if is_separator && is_mailbox {
                self.separator = Some(piece);
                break;
            } else if !is_too_long {
                let quotes = piece.iter().take_while(|byte| **byte == b'>').count();
                let is_quoted = is_mailbox
                    && starts_line
                    && quotes > 0
                    && piece[quotes..].starts_with(b"From ");
                bytes.extend_from_slice(&piece[usize::from(is_quoted)..]);
                if bytes.len() > self.limit {
                    self.is_at_end = !is_mailbox;
                    (is_too_long, bytes) = (true, vec![b' ']);
                }
            }
            if self.is_at_end {
                break;
            }
            (starts_line, after_blank) = (ends_line, is_blank);
        }
        self.is_mailbox = is_mailbox;
        if is_too_long {
            let place = Place { byte: Some(start), ..Place::file(&self.source.path) };
            return Err(Error::input(place, Problem::LineTooLong { limit: self.limit }));
        }
        if bytes.is_empty() && !is_mailbox {
            return Ok(None);
        }
        Ok(Some(MailBytes { bytes, start, number: is_mailbox.then_some(self.number) }))
    }

    /// Reads up to a line end.
    fn piece(&mut self) -> Result<Vec<u8>> {
        let mut piece = Vec::new();
        let read = self.source.reader.by_ref().take(PIECE_BYTES).read_until(b'\n', &mut piece);
        read.map_err(|error| read_error(&self.source.path, error))?;
        self.next += piece.len() as u64;
        Ok(piece)
    }
}
