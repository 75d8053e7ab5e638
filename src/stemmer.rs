//! Stems tokens with rust-stemmers and hashes their forms.

use rust_stemmers::{Algorithm, Stemmer as Snowball};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::tokenizer::TokenKind;

macro_rules! languages {
    ($($variant:ident $name:literal),* $(,)?) => {
        /// The languages of the stemmers. A model stores its language.
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

            /// The name in settings and flags, in lower case.
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
        Language::ALL
            .iter()
            .copied()
            .find(|language| language.as_str() == name)
            .ok_or_else(|| "there is no stemmer for this language".to_owned())
    }
}

/// The hashes of a token's folded form, stem and ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenHashes {
    /// XXH3-64 of the folded form.
    pub surface: u64,
    /// XXH3-64 of the stem of a word; equals `surface` for other tokens.
    pub stem: u64,
    /// XXH3-64 of the last three characters of a word of four or more; otherwise 0.
    pub ending: u64,
}

/// Stems words of one language, each exactly once: a stem's stem may be another word.
///
/// ```
/// use adsift::stemmer::{Language, Stemmer};
/// use adsift::tokenizer::TokenKind;
///
/// let stemmer = Stemmer::new(Language::English);
/// let [noun, verb] = [b"offers", b"offering".as_slice()]
///     .map(|folded| stemmer.hashes(TokenKind::Word, folded));
/// assert_eq!(noun.stem, verb.stem);
/// assert_ne!(noun.surface, verb.surface);
/// ```
pub struct Stemmer {
    snowball: Snowball,
}

impl Stemmer {
    /// Creates a stemmer of `language`.
    pub fn new(language: Language) -> Self {
        Stemmer { snowball: Snowball::create(language.algorithm()) }
    }

    /// Returns the hashes of a token, by its kind and its folded form in UTF-8.
    pub fn hashes(&self, kind: TokenKind, folded: &[u8]) -> TokenHashes {
        let surface = xxh3_64(folded);
        // The tokenizer returns UTF-8. A form in another encoding counts as its own stem.
        let (TokenKind::Word, Ok(word)) = (kind, std::str::from_utf8(folded)) else {
            return TokenHashes { surface, stem: surface, ending: 0 };
        };
        let ending = match word.char_indices().rev().nth(2) {
            Some((start, _)) if start > 0 => xxh3_64(&word.as_bytes()[start..]),
            _ => 0,
        };
        TokenHashes { surface, stem: xxh3_64(self.snowball.stem(word).as_bytes()), ending }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokenizer::for_each_token;

    fn hashes(stemmer: &Stemmer, text: &str) -> Vec<TokenHashes> {
        let mut all = Vec::new();
        for_each_token(text, |token| all.push(stemmer.hashes(token.kind, token.folded)));
        all
    }

    #[test]
    fn forms_of_a_word_share_a_stem_and_differ_in_surface() {
        let found = hashes(&Stemmer::new(Language::English), "invest invests investing 7");
        assert!(found[..3].iter().all(|h| h.stem == xxh3_64(b"invest")));
        assert_ne!(found[0].surface, found[1].surface);
        assert_eq!(found[3].stem, found[3].surface);
    }

    #[test]
    fn only_words_of_four_or_more_characters_have_an_ending() {
        let found = hashes(&Stemmer::new(Language::English), "thing ing sang cafés 1,000 !");
        assert_eq!(found[0].ending, xxh3_64(b"ing"));
        assert_eq!(found[1].ending, 0);
        assert_eq!(found[3].ending, xxh3_64("fés".as_bytes()));
        assert!(found[4..].iter().all(|hashes| hashes.ending == 0));
    }

    #[test]
    fn stems_every_word_once() {
        // Porter2 is not idempotent: the stem of some stems is another word.
        let snowball = Snowball::create(Algorithm::English);
        let word =
            ["generousnesses", "nationalizations", "skies's", "emplacements", "agreednesses"]
                .into_iter()
                .find(|word| snowball.stem(&snowball.stem(word)) != snowball.stem(word))
                .expect("the stem of one of these words has another stem");
        let found = hashes(&Stemmer::new(Language::English), word);
        assert_eq!(found[0].stem, xxh3_64(snowball.stem(word).as_bytes()));
    }

    #[test]
    fn language_names_match_their_json() {
        for &language in Language::ALL {
            let json = serde_json::to_string(&language).unwrap();
            assert_eq!(json, format!("{:?}", language.as_str()));
        }
        assert_eq!(Language::ALL.len(), 18);
    }
}
