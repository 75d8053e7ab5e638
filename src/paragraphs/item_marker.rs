//! The markers of list items.

/// The marker of a list item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ItemMarker {
    /// A sign that precedes items only.
    Bullet,
    /// A sign that prose has too: a dash, an asterisk, a plus.
    Sign(char),
    /// A number with `.` or `)`.
    Number(u32),
    /// A letter with `)`.
    Letter(u8),
}

impl ItemMarker {
    /// Returns the marker with which a line begins.
    pub(super) fn of(line: &str) -> Option<Self> {
        let mut chars = line.chars();
        match chars.next()? {
            '•' | '◦' | '▪' | '●' | '‣' | '·' | '■' | '□' | '✓' | '✔' | '➤' | '►' => {
                Some(ItemMarker::Bullet)
            }
            sign @ ('-' | '*' | '+' | '–' | '—') => {
                chars.as_str().starts_with([' ', '\t']).then_some(ItemMarker::Sign(sign))
            }
            _ => numbered(line),
        }
    }

    /// Whether this marker follows `before` in one list.
    pub(super) fn follows(self, before: ItemMarker) -> bool {
        match (before, self) {
            (ItemMarker::Number(before), ItemMarker::Number(number)) => {
                number.checked_sub(1) == Some(before)
            }
            (ItemMarker::Letter(before), ItemMarker::Letter(letter)) => letter == before + 1,
            (before, marker) => before == marker,
        }
    }
}

/// Returns the number or letter of a list with which a line begins: `1. `, `12) `, `(3) `, `a) `.
fn numbered(line: &str) -> Option<ItemMarker> {
    let inner = line.strip_prefix('(').unwrap_or(line);
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let (marker, rest) = match digits {
        0 => {
            let letter = *inner.as_bytes().first().filter(|byte| byte.is_ascii_lowercase())?;
            (ItemMarker::Letter(letter), inner[1..].strip_prefix(')')?)
        }
        1..=3 => {
            let rest = &inner[digits..];
            let dotted = rest.strip_prefix('.').filter(|_| inner.len() == line.len());
            let number = inner[..digits].parse().ok()?;
            (ItemMarker::Number(number), rest.strip_prefix(')').or(dotted)?)
        }
        _ => return None,
    };
    rest.starts_with([' ', '\t']).then_some(marker)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_found() {
        for line in ["- one", "* one", "• one", "1. one", "12) one", "(3) one", "a) one", "– one"]
        {
            assert!(ItemMarker::of(line).is_some(), "{line}");
        }
        for line in ["-one", "1.5 million", "1990 was", "a. b", "I) am", "(a man)", "1.", "-", "é"]
        {
            assert!(ItemMarker::of(line).is_none(), "{line}");
        }
    }
}
