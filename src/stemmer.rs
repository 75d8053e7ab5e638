//! A token to its stem, by rust-stemmers.

use rust_stemmers::{Algorithm, Stemmer as Snowball};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::tokenizer::TokenKind;

macro_rules! languages {
    ($($variant:ident $name:literal),* $(,)?) => {
        /// The languages there is a stemmer for. A model stores its own.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        #[allow(missing_docs)]
        pub enum Language {
            #[default]
            English,
            $($variant,)*
        }

        impl Language {
            /// Every language, English first.
            pub const ALL: &[Language] = &[Language::English, $(Language::$variant,)*];

            /// The name as settings and flags write it.
            pub const fn as_str(self) -> &'static str {
                match self {
                    Language::English => "english",
                    $(Language::$variant => $name,)*
                }
            }

            fn algorithm(self) -> Algorithm {
                match self {
                    Language::English => Algorithm::English,
                    $(Language::$variant => Algorithm::$variant,)*
                }
            }
        }
    };
}

languages! {
    Arabic "arabic", Danish "danish", Dutch "dutch", Finnish "finnish", French "french",
    German "german", Greek "greek", Hungarian "hungarian", Italian "italian",
    Norwegian "norwegian", Portuguese "portuguese", Romanian "romanian", Russian "russian",
    Spanish "spanish", Swedish "swedish", Tamil "tamil", Turkish "turkish",
}

/// Reads a language's name in lower case.
impl std::str::FromStr for Language {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Language::ALL
            .iter()
            .find(|language| language.as_str() == name);
        found
            .copied()
            .ok_or_else(|| "there is no stemmer for this language".to_owned())
    }
}

/// Hashes of a token: of its folded form, of that form's stem, and of how it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenHashes {
    /// XXH3-64 of the folded form.
    pub surface: u64,
    /// XXH3-64 of the stem; that of `surface` for what is no word.
    pub stem: u64,
    /// XXH3-64 of the last three characters of a word of more; 0 for what has no ending.
    pub ending: u64,
}

/// Stems every word exactly once: stemming twice is not stemming once.
pub struct Stemmer {
    snowball: Snowball,
}

impl Stemmer {
    /// A stemmer of this language.
    pub fn new(language: Language) -> Self {
        Stemmer {
            snowball: Snowball::create(language.algorithm()),
        }
    }

    /// The hashes of a token, by its kind and its folded form.
    pub fn hashes(&self, kind: TokenKind, folded: &[u8]) -> TokenHashes {
        let surface = xxh3_64(folded);
        // The tokenizer gives UTF-8; anything else would be its own stem.
        let (TokenKind::Word, Ok(word)) = (kind, std::str::from_utf8(folded)) else {
            return TokenHashes {
                surface,
                stem: surface,
                ending: 0,
            };
        };
        let ending = match word.char_indices().rev().nth(2) {
            Some((start, _)) if start > 0 => xxh3_64(&word.as_bytes()[start..]),
            _ => 0,
        };
        TokenHashes {
            surface,
            stem: xxh3_64(self.snowball.stem(word).as_bytes()),
            ending,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokenizer::for_each_token;

    fn hashes(stemmer: &Stemmer, text: &str) -> Vec<TokenHashes> {
        let mut all = Vec::new();
        for_each_token(text, |token| {
            all.push(stemmer.hashes(token.kind, token.folded))
        });
        all
    }

    #[test]
    fn forms_of_a_word_share_a_stem_and_keep_their_surface() {
        let found = hashes(
            &Stemmer::new(Language::English),
            "invest invests investing 7",
        );
        assert!(found[..3].iter().all(|h| h.stem == xxh3_64(b"invest")));
        assert_ne!(found[0].surface, found[1].surface);
        assert_eq!(found[3].stem, found[3].surface);
    }

    #[test]
    fn an_ending_is_three_characters_of_a_longer_word() {
        let found = hashes(
            &Stemmer::new(Language::English),
            "thing ing sang cafés 1,000 !",
        );
        assert_eq!(found[0].ending, xxh3_64(b"ing"));
        assert_eq!(found[1].ending, 0);
        assert_eq!(found[3].ending, xxh3_64("fés".as_bytes()));
        assert!(found[4..].iter().all(|hashes| hashes.ending == 0));
    }

    #[test]
    fn a_word_is_stemmed_once() {
        // "oversleeper" stems to a word that stems on; Porter2 is not idempotent.
        let snowball = Snowball::create(Algorithm::English);
        let word = [
            "generousnesses",
            "nationalizations",
            "skies's",
            "emplacements",
            "agreednesses",
        ]
        .into_iter()
        .find(|word| snowball.stem(&snowball.stem(word)) != snowball.stem(word))
        .expect("one of these stems twice");
        let found = hashes(&Stemmer::new(Language::English), word);
        assert_eq!(found[0].stem, xxh3_64(snowball.stem(word).as_bytes()));
    }

    #[test]
    fn every_language_has_its_name() {
        for &language in Language::ALL {
            let json = serde_json::to_string(&language).unwrap();
            assert_eq!(json, format!("{:?}", language.as_str()));
        }
        assert_eq!(Language::ALL.len(), 18);
    }
}
