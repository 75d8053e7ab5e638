//! The command line and the library behind it, in one crate, so that the tests link once.
//!
//! A module tests one verb or one promise. `tests/README.md` lists them.

// clippy takes only `#[test]` functions for tests, and these modules share many others.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../common/mod.rs"]
mod common;

mod bad_csv;
mod bad_input;
mod cases;
mod classify;
mod clean_html;
mod compat;
mod csv_dialect;
mod determinism;
mod encodings;
mod evaluate;
mod evaluate_parts;
mod evasion;
mod explain;
mod faults;
mod forged_models;
mod formats;
mod html;
mod html_ads;
mod html_blocks;
mod inspect;
mod labels;
mod left_out;
mod limits;
mod manual;
mod many_files;
mod metrics;
mod model_file;
mod notices;
mod on_error;
mod output;
mod records;
mod report;
mod security;
mod shards;
mod signals;
mod streaming;
mod terminal;
mod train;
mod words;
