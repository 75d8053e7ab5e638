//! `adsift inspect`.

use clap::{Args, ValueEnum};

use super::{LabelledColumns, Reading};

#[derive(Debug, Args)]
pub struct Inspect {
    /// A model, or labelled CSV files; several are looked at as splits, such as train and test
    #[arg(value_name = "MODEL|DATA", required = true)]
    pub files: Vec<String>,

    /// Form of the report
    #[arg(short, long, value_enum, default_value_t = InspectionFormat::Table)]
    pub format: InspectionFormat,

    /// Of a model: name the weightiest words and pairs of words that stand in this labelled CSV
    #[arg(long, value_name = "DATA")]
    pub features: Option<String>,

    /// Column that names the split, such as train or test [default: the file, where there are several]
    #[arg(long, value_name = "NAME")]
    pub split_column: Option<String>,

    #[command(flatten)]
    pub columns: LabelledColumns,

    #[command(flatten)]
    pub reading: Reading,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InspectionFormat {
    /// For reading at a terminal
    Table,
    /// One object
    Json,
}
