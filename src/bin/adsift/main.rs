//! The command line: parse, run, exit code.

mod console;
mod data_notices;
mod exit_code;
mod flags;
mod repairs;
mod signals;
mod stdout;
mod usage;
mod verbs;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};

use console::Verbosity;
use verbs::{classify, evaluate, inspect, manual, train};

/// Find paid paragraphs in news articles.
#[derive(Debug, Parser)]
#[command(name = "adsift", version, arg_required_else_help = true, before_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,

    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    color: Color,

    /// Show errors only
    #[arg(short, long, global = true)]
    quiet: bool,

    /// Show what is read and used, and how long it takes
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    verbose: bool,
}

// Examples come before the flags, because most readers of the help look for a command to copy.
const EXAMPLES: &str = "\
Examples:
  adsift classify page.html                         label the paragraphs of a page
  zcat crawl.jsonl.gz | adsift classify -f jsonl    label articles, one JSON object per paragraph
  adsift classify -f clean page.txt                 print the page without its paid paragraphs
  adsift train labelled.csv --article-column article -o my.adsift
  adsift evaluate test.csv --article-column article -m my.adsift";

#[derive(Debug, Subcommand)]
enum Verb {
    /// Label the paragraphs of articles as news or sponsored
    Classify(classify::ClassifyArgs),
    /// Train a model on labelled CSV
    Train(train::TrainArgs),
    /// Measure the quality of a model on labelled CSV
    Evaluate(evaluate::EvaluateArgs),
    /// Report on a model, or on labelled CSV before training
    Inspect(inspect::InspectArgs),
    /// Print the completions for a shell
    Completions(manual::CompletionsArgs),
    /// Print a manual page
    Man(manual::ManArgs),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return wrong_usage(error),
    };
    match cli.color {
        Color::Auto => {}
        Color::Always => anstream::ColorChoice::Always.write_global(),
        Color::Never => anstream::ColorChoice::Never.write_global(),
    }
    console::set_verbosity(match (cli.quiet, cli.verbose) {
        (true, _) => Verbosity::Quiet,
        (false, false) => Verbosity::Normal,
        (false, true) => Verbosity::Verbose,
    });
    let done = run(&cli.verb);
    signals::reserve_end();
    console::show_notices();
    match done {
        Ok(code) => code,
        Err(error) => report(&error),
    }
}

fn run(verb: &Verb) -> anyhow::Result<ExitCode> {
    signals::watch()?;
    match verb {
        Verb::Classify(args) => classify::run(args),
        Verb::Train(args) => train::run(args),
        Verb::Evaluate(args) => evaluate::run(args),
        Verb::Inspect(args) => inspect::run(args),
        Verb::Completions(args) => manual::completions(args, Cli::command()),
        Verb::Man(args) => manual::man(args, Cli::command()),
    }
}

/// Shows a wrong command line, or the help and the version.
fn wrong_usage(mut error: clap::Error) -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    if let Some(message) = usage::explained(&error, &arguments, &verb_names()) {
        console::error(&format!("error: {}", adsift::terminal::escape(&message)));
        return exit_code::error();
    }
    usage::suggest(&mut error);
    // An output that is closed does not matter here.
    let _ = error.print();
    if error.use_stderr() { exit_code::error() } else { ExitCode::SUCCESS }
}

/// The names of all verbs.
fn verb_names() -> Vec<String> {
    let command = Cli::command();
    command.get_subcommands().map(|verb| verb.get_name().to_owned()).collect()
}

/// Shows the error that ended the run. A closed output pipe counts as success.
fn report(error: &anyhow::Error) -> ExitCode {
    let known = error.downcast_ref::<adsift::Error>();
    if known.is_some_and(adsift::Error::is_broken_pipe) {
        return ExitCode::SUCCESS;
    }
    let message = known.map_or_else(|| error.to_string(), repairs::message);
    console::error(&format!("error: {}", adsift::terminal::escape(&message)));
    exit_code::error()
}
