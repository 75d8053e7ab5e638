//! Notices about labelled data, on standard error.

use adsift::corpus::Corpus;

use crate::console;

/// Says what is unusual about the rows of the data.
pub fn rows(corpus: &Corpus) {
    scattered_rows(corpus);
    html_texts(corpus);
}

/// Says that texts begin with a tag of HTML.
fn html_texts(corpus: &Corpus) {
    let texts = corpus.html_texts();
    if texts > 0 {
        let (noun, verb) = if texts == 1 { ("text", "begins") } else { ("texts", "begin") };
        console::info(&format!(
            "{texts} {noun} {verb} with a tag of HTML. In labelled data tags are words, while \
             `adsift classify` reads HTML without them: remove the tags"
        ));
    }
}

/// Says that rows of an article were not successive.
fn scattered_rows(corpus: &Corpus) {
    let rows = corpus.scattered_rows();
    if rows > 0 {
        let (noun, verb) = if rows == 1 { ("row", "names") } else { ("rows", "name") };
        console::info(&format!(
            "{rows} {noun} {verb} an earlier article without following its rows. In \
             a file with many such rows, the rows of each article were put together in the order of \
             the file; in a file with few, each such row begins another article. Sort the file by \
             article and paragraph, or name the paragraph's number with --paragraph-column"
        ));
    }
}

/// Says that a model is evaluated on the data that it was trained on.
pub fn training_data() {
    console::info(
        "the model was trained on this data, so the figures are too good: evaluate on articles that \
         are not in the training data, or see the held-out figures of `adsift train`",
    );
}
