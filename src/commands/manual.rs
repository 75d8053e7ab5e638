//! `adsift completions` and `adsift man`: made of the same definitions as the parser.

use std::io::{self, Write};
use std::process::ExitCode;

use adsift::Error;
use clap::CommandFactory;

use crate::cli::{Cli, Completions, Man};

pub fn completions(args: &Completions) -> anyhow::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "adsift", &mut script);
    print(&script)
}

pub fn man(args: &Man) -> anyhow::Result<ExitCode> {
    let mut all = Cli::command();
    all.build();
    let command = match &args.verb {
        None => all,
        Some(verb) => {
            let found = all.find_subcommand(verb).cloned();
            found.ok_or_else(|| {
                let verbs: Vec<&str> = all.get_subcommands().map(|verb| verb.get_name()).collect();
                anyhow::anyhow!("no verb {verb:?}; there are {}", verbs.join(", "))
            })?
        }
    };
    let mut page = Vec::new();
    let rendered = clap_mangen::Man::new(command).render(&mut page);
    rendered.map_err(|error| Error::Internal(format!("writing a manual page: {error}")))?;
    print(&page)
}

fn print(bytes: &[u8]) -> anyhow::Result<ExitCode> {
    let mut out = io::stdout().lock();
    let printed = out.write_all(bytes).and_then(|()| out.flush());
    printed.map_err(|source| Error::io(super::STDOUT, source))?;
    Ok(ExitCode::SUCCESS)
}
