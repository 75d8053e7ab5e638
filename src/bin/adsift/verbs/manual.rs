//! `adsift completions` and `adsift man`, generated from the definitions that the parser uses.

use std::io::{self, Write};
use std::process::ExitCode;

use adsift::Error;
use clap::{Args, Command};

use crate::stdout::STDOUT;

#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub struct ManArgs {
    /// The verb [default: the page of adsift itself]
    #[arg(value_name = "VERB")]
    verb: Option<String>,
}

/// Prints the completion script of a shell.
pub fn completions(args: &CompletionsArgs, mut command: Command) -> anyhow::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "adsift", &mut script);
    print(&script)
}

/// Prints the manual page of adsift or of one verb.
pub fn man(args: &ManArgs, mut command: Command) -> anyhow::Result<ExitCode> {
    command.build();
    if let Some(verb) = &args.verb {
        let Some(found) = command.find_subcommand(verb).cloned() else {
            let verbs: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
            anyhow::bail!("no verb {verb:?}; the verbs are {}", verbs.join(", "));
        };
        command = found;
    }
    let mut page = Vec::new();
    let rendered = clap_mangen::Man::new(command).render(&mut page);
    rendered.map_err(|error| Error::Internal(format!("writing a manual page: {error}")))?;
    print(&page)
}

fn print(bytes: &[u8]) -> anyhow::Result<ExitCode> {
    let mut out = io::stdout().lock();
    let printed = out.write_all(bytes).and_then(|()| out.flush());
    printed.map_err(|source| Error::io(STDOUT, source))?;
    Ok(ExitCode::SUCCESS)
}
