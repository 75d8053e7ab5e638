//! The command line: parse, run, exit code.

mod cli;
mod commands;
mod interrupt;
mod notices;

use std::process::ExitCode;

use clap::Parser;

use cli::{Cli, Color, Command};
use notices::Verbosity;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.color {
        Color::Auto => {}
        Color::Always => anstream::ColorChoice::Always.write_global(),
        Color::Never => anstream::ColorChoice::Never.write_global(),
    }
    notices::set_verbosity(match (cli.quiet, cli.verbose) {
        (true, _) => Verbosity::Quiet,
        (false, false) => Verbosity::Normal,
        (false, true) => Verbosity::Verbose,
    });
    match run(&cli.command) {
        Ok(code) => code,
        // Whoever read our output has seen enough: no failure.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let message = error.to_string();
            notices::insist(&format!("error: {}", adsift::terminal::escape(&message)));
            ExitCode::from(2)
        }
    }
}

fn run(command: &Command) -> anyhow::Result<ExitCode> {
    interrupt::watch()?;
    match command {
        Command::Classify(args) => commands::classify::run(args),
        Command::Train(args) => commands::train::run(args),
        Command::Evaluate(args) => commands::evaluate::run(args),
        Command::Inspect(args) => commands::inspect::run(args),
        Command::Completions(args) => commands::manual::completions(args),
        Command::Man(args) => commands::manual::man(args),
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<adsift::Error>()
        .is_some_and(adsift::Error::is_broken_pipe)
}
