//! `RecordScan`: finds the end of a JSON value without parsing it.

/// Follows the nesting and the strings of one value, over any number of pieces.
#[derive(Debug, Default)]
pub(super) struct RecordScan {
    depth: u64,
    is_string: bool,
    is_escape: bool,
    /// Whether the value began.
    has_begun: bool,
    lines: u64,
    /// Whether the bytes that [`RecordScan::clear_line_ends`] has seen end in a string, and in a
    /// backslash.
    clears_string: bool,
    clears_escape: bool,
}

impl RecordScan {
    /// Reads bytes of the value. Returns how many belong to it, and whether it is complete.
    pub(super) fn advance(&mut self, bytes: &[u8]) -> (usize, bool) {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if self.is_string && !self.is_escape && byte != b'"' && byte != b'\\' {
                // Most bytes are in strings.
                let end =
                    memchr::memchr2(b'"', b'\\', &bytes[at..]).map_or(bytes.len(), |end| at + end);
                self.lines += memchr::memchr_iter(b'\n', &bytes[at..end]).count() as u64;
                at = end;
                continue;
            }
            // A bare value, such as a number, ends before a comma or a bracket.
            if self.depth == 0 && !self.is_string && self.has_begun && b",]}".contains(&byte) {
                return (at, true);
            }
            at += 1;
            self.has_begun = true;
            if byte == b'\n' {
                self.lines += 1;
            }
            if self.is_string {
                match byte {
                    _ if self.is_escape => self.is_escape = false,
                    b'\\' => self.is_escape = true,
                    b'"' => self.is_string = false,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => self.is_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return (at, true);
                    }
                }
                _ => {}
            }
        }
        (at, false)
    }

    /// Whether the value has begun and needs more bytes.
    pub(super) fn is_open(&self) -> bool {
        self.depth > 0 || self.is_string
    }

    /// Line ends within the value.
    pub(super) fn lines(&self) -> u64 {
        self.lines
    }

    /// Replaces the line ends outside of strings by spaces, so that a column of the value is a byte
    /// of it.
    pub(super) fn clear_line_ends(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            match *byte {
                _ if self.clears_escape => self.clears_escape = false,
                b'\\' if self.clears_string => self.clears_escape = true,
                b'"' => self.clears_string = !self.clears_string,
                b'\n' | b'\r' if !self.clears_string => *byte = b' ',
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_ends_at_its_last_bracket_whatever_the_pieces() {
        let json = br#"{"a":[1,{"b":"]}\"\\"}],"c":"x\ny"}, next"#;
        let end = json.iter().position(|byte| *byte == b' ').unwrap() - 1;
        for piece in 1..json.len() {
            let mut scan = RecordScan::default();
            let mut read = 0;
            for bytes in json.chunks(piece) {
                let (length, is_complete) = scan.advance(bytes);
                read += length;
                if is_complete {
                    break;
                }
                assert!(scan.is_open());
            }
            assert_eq!(read, end, "{piece}");
        }
        assert_eq!(RecordScan::default().advance(b"17, 18"), (2, true));
        assert_eq!(RecordScan::default().advance(b"\"a,b\", 18"), (5, true));
    }

    #[test]
    fn line_ends_outside_of_strings_become_spaces() {
        let mut bytes = b"{\r\n\"a\n\\\"\n\":\n1}".to_vec();
        RecordScan::default().clear_line_ends(&mut bytes);
        assert_eq!(bytes, b"{  \"a\n\\\"\n\": 1}");
    }
}
