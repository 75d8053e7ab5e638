//! `adsift train`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{LabelledColumns, Reading, Threads, probability};

#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  adsift train labelled.csv --article-column article -o my.adsift
  adsift train outlets/*.csv --article-column url --group-column outlet --trim --no-style --page context -o my.adsift
                                                   for pages of outlets that are not in the data")]
pub struct Train {
    /// Labelled CSV files to learn from
    #[arg(value_name = "DATA", required = true)]
    pub data: Vec<String>,

    /// Where the model goes
    #[arg(short, long, value_name = "MODEL")]
    pub output: PathBuf,

    /// Replace the model if it is there already
    #[arg(long)]
    pub force: bool,

    #[command(flatten)]
    pub columns: LabelledColumns,

    #[command(flatten)]
    pub reading: Reading,

    /// Let the rows of one source and label weigh together at most as much as so many rows
    #[arg(long, value_name = "ROWS")]
    pub cap: Option<usize>,

    /// Pass over rows whose label models of other groups clearly contradict; for strange pages
    #[arg(long)]
    pub trim: bool,

    /// Leave out how a publication writes (capitals, first and last words); for strange pages
    #[arg(long)]
    pub no_style: bool,

    /// What to learn of a page: layout for more of the same publication, context for strange pages
    #[arg(long, value_enum, default_value_t = Page::Layout)]
    pub page: Page,

    /// Learn pages from at most this many of one source and kind (all news, all sponsored, mixed)
    #[arg(long, value_name = "PAGES")]
    pub page_cap: Option<usize>,

    /// Call a paragraph sponsored from this probability on [default: where held-out F1 is best]
    #[arg(long, value_name = "P", value_parser = probability)]
    pub threshold: Option<f64>,

    /// Language of the stemmer
    #[arg(long, value_enum, default_value = "english")]
    pub language: Language,

    /// Hash features into 2^BITS columns
    #[arg(long, default_value_t = 20)]
    pub bits: u32,

    /// Weight of the losses against the regularisation
    #[arg(long, value_name = "C", default_value_t = 8.0)]
    pub c: f64,

    /// Deal the groups into this many folds for held-out scores
    #[arg(long, default_value_t = 5)]
    pub folds: usize,

    /// First train K times with a K-th of the groups left out each time, and report on those
    #[arg(long, value_name = "K")]
    pub cross_validate: Option<usize>,

    /// Seed of every random choice
    #[arg(long, default_value_t = 42)]
    pub seed: u64,

    #[command(flatten)]
    pub threads: Threads,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Page {
    /// What a paragraph's page says of it
    Context,
    /// That, and its neighbours, length and place
    Layout,
}

/// A stemmer's language, by its name.
#[derive(Debug, Clone, Copy)]
pub struct Language(pub adsift::stemmer::Language);

impl ValueEnum for Language {
    fn value_variants<'a>() -> &'a [Self] {
        static ALL: std::sync::LazyLock<Vec<Language>> = std::sync::LazyLock::new(|| {
            adsift::stemmer::Language::ALL
                .iter()
                .copied()
                .map(Language)
                .collect()
        });
        &ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.0.as_str()))
    }
}
