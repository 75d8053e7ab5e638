//! Length and sentence ends of a text in any script.

/// Returns the length of a text in letters of Latin script: an ideograph or a syllable counts as
/// three letters, a little less than its translation takes.
pub(super) fn reading_length(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    let (mut narrow, mut wide) = (0, 0);
    for c in text.chars() {
        if is_wide(c) {
            wide += 1;
        } else {
            narrow += 1;
        }
    }
    narrow + 3 * wide
}

/// Whether a character is an ideograph or a syllable of Chinese, Japanese or Korean.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FF60}' | '\u{20000}'..='\u{3FFFF}')
}

/// Bytes from which a Thai or Lao text is a sentence; these scripts have no mark at its end.
const LONGEST_THAI_TITLE: usize = 120;

fn is_thai(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{EFF}')
}

/// Whether a text ends like a sentence, before quotes and brackets.
pub(super) fn ends_sentence(text: &str) -> bool {
    let is_closing = |c: char| {
        matches!(
            c,
            '"' | '\''
                | '”'
                | '’'
                | ')'
                | ']'
                | ' '
                | '»'
                | '«'
                | '」'
                | '』'
                | '）'
                | '】'
                | '\u{A0}'
        )
    };
    let end = text.trim_end_matches(is_closing);
    // Also the ends of Chinese, Japanese, Hindi, Arabic, Urdu, Armenian, Greek, Ethiopic, Burmese and
    // Khmer sentences.
    end.ends_with([
        '.', '!', '?', ':', '…', '。', '．', '！', '？', '：', '｡', '।', '॥', '؟', '۔', '։',
        '\u{37E}', '።', '፧', '፨', '။', '។',
    ]) || end.len() >= LONGEST_THAI_TITLE && end.ends_with(is_thai)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_comparable_between_scripts() {
        assert_eq!(reading_length("bridge"), 6);
        assert_eq!(reading_length("Brücke"), 6);
        assert_eq!(reading_length("旧桥关闭"), 12);
    }

    #[test]
    fn sentences_end_in_all_scripts() {
        for text in [
            "Yes.",
            "“Yes!”",
            "决定关闭旧桥。",
            "「終わった。」",
            "पुल बंद है।",
            "هل أغلق الجسر؟",
            "(Yes.) ",
            "ድልድዩ ተዘጋ።",
            "สภาเมืองลงมติปิดสะพานเป็นเวลาหนึ่งปีตามที่เจ้าหน้าที่กล่าว",
        ] {
            assert!(ends_sentence(text), "{text}");
        }
        for text in ["", "สะพาน", "Home", "旧桥", "12 River Street"] {
            assert!(!ends_sentence(text), "{text}");
        }
    }
}
