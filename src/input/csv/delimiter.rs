//! `Delimiter`: the character between the fields of a CSV.

use std::str::FromStr;

/// The character between the fields of a CSV.
///
/// ```
/// use adsift::input::Delimiter;
///
/// assert_eq!("tab".parse(), Ok(Delimiter::Tab));
/// assert_eq!(";".parse(), Ok(Delimiter::Semicolon));
/// assert_eq!(Delimiter::Pipe.as_str(), "|");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Delimiter {
    /// `,`
    #[default]
    Comma,
    /// `;`
    Semicolon,
    /// The tab.
    Tab,
    /// `|`
    Pipe,
}

impl Delimiter {
    /// All delimiters.
    pub const ALL: [Delimiter; 4] =
        [Delimiter::Comma, Delimiter::Semicolon, Delimiter::Tab, Delimiter::Pipe];

    /// Returns the delimiter's name, which [`FromStr`] reads: the character, or `tab`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Delimiter::Comma => ",",
            Delimiter::Semicolon => ";",
            Delimiter::Tab => "tab",
            Delimiter::Pipe => "|",
        }
    }

    /// Returns the delimiter's byte.
    pub const fn byte(self) -> u8 {
        match self {
            Delimiter::Comma => b',',
            Delimiter::Semicolon => b';',
            Delimiter::Tab => b'\t',
            Delimiter::Pipe => b'|',
        }
    }
}

/// Reads the character, `\t`, or the character's English name.
impl FromStr for Delimiter {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name.to_ascii_lowercase().as_str() {
            "," | "comma" => Ok(Delimiter::Comma),
            ";" | "semicolon" => Ok(Delimiter::Semicolon),
            "\t" | "\\t" | "tab" => Ok(Delimiter::Tab),
            "|" | "pipe" => Ok(Delimiter::Pipe),
            _ => Err("the delimiters are , ; tab and |".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read() {
        for delimiter in Delimiter::ALL {
            assert_eq!(delimiter.as_str().parse(), Ok(delimiter));
            assert_eq!(char::from(delimiter.byte()).to_string().parse(), Ok(delimiter));
        }
        assert_eq!("\\t".parse(), Ok(Delimiter::Tab));
        assert_eq!("Pipe".parse(), Ok(Delimiter::Pipe));
        assert!("::".parse::<Delimiter>().is_err());
    }
}
